/** Runs the steps of `linefeed adopt` on a folder of posts and another tool's feeds. */
import assert from 'node:assert/strict';
import { outputRow } from '../../lambda/core/catalog/facts/questions.ts';
import { fatesOf, siteFor, termFeeds, withoutMissing } from '../../lambda/local/adopt/addresses.ts';
import { readPages } from '../../lambda/local/adopt/pages.ts';
import { publish } from '../../lambda/publish/publish.ts';
import { DirectoryStore } from '../../lambda/stores/directory.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { publisherOver } from './publisher.ts';

export async function adopted(feeds: string[], folder: string) {
  const { items, addresses } = await readPages(feeds);
  const context = publisherOver(new DirectoryStore({ roots: { '': folder } }), new MemoryStore());
  const site = await siteFor(context, true);
  assert.ok(site);
  const { head, base, reidentified } = await publish({ keys: [], full: true, adopt: items }, context);
  const fates = fatesOf(addresses, site);
  const terms = [...termFeeds(fates, site)];
  const missing = await base.ask((facts) => terms.filter(([, output]) => !outputRow(facts, output)).map(([url]) => url));
  const { stay, redirect, lost } = withoutMissing(fates, new Set(missing), site);
  return {
    ...{ items: items.length, unmatched: head.adopted.map(({ id }) => id), reidentified, stay },
    moved: [...redirect, ...lost].map(({ url }) => url).sort(),
  };
}
