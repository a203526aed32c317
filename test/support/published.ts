import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { FORMATS, type Format } from '../../lambda/core/model.ts';
import type { Settings } from '../../lambda/core/site/settings.ts';
import { CONTENT_TYPES } from '../../lambda/http-headers.ts';
import { GZIP, PUBLIC } from '../../lambda/keys.ts';
import { publish } from '../../lambda/publish/publish.ts';
import { DirectoryStore } from '../../lambda/stores/directory.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { listAll, UNCHANGED } from '../../lambda/stores/store.ts';
import { publisherOver } from './publisher.ts';

export async function published(folder: string, settings: Settings = {}): Promise<MemoryStore> {
  const site = new MemoryStore();
  await publish({ keys: [], full: true }, publisherOver(new DirectoryStore({ roots: { '': folder } }), site, settings));
  return site;
}

async function read(site: MemoryStore, key: string): Promise<{ bytes: Uint8Array; type: string }> {
  const object = await site.get(key);
  assert.ok(object && object !== UNCHANGED, key);
  return { bytes: object.bytes, type: object.type ?? '' };
}

export async function assertCopies(site: MemoryStore): Promise<void> {
  const copies = (await listAll(site, PUBLIC)).filter(({ key }) => key.endsWith(GZIP));
  assert.ok(copies.length > 0);
  for (const { key } of copies) {
    const [copy, plain] = [await read(site, key), await read(site, key.slice(0, -GZIP.length))];
    assert.ok(gunzipSync(copy.bytes).equals(plain.bytes), key);
    assert.equal(copy.type, plain.type, key);
  }
}

type Keys = Partial<Record<Format, string>>;

/** One feed at a time, to bound memory. */
export async function* feedsOf(site: MemoryStore): AsyncGenerator<[folder: string, texts: Record<Format, string>]> {
  const folders = new Map<string, Keys>();
  for await (const { key } of site.list(PUBLIC)) {
    const type = (await site.head(key))?.type;
    const format = FORMATS.find((each) => CONTENT_TYPES[each] === type);
    // Format addresses of a language are like the tool's: `pt/feed.xml`.
    const folder = key.slice(PUBLIC.length, key.lastIndexOf('/') + 1).replace(/^lang\//, '');
    if (format && !key.endsWith(GZIP)) folders.set(folder, { ...folders.get(folder), [format]: key });
  }
  for (const [folder, keys] of folders) {
    const text = async (format: Format) => Buffer.from((await read(site, keys[format] ?? '')).bytes).toString();
    yield [folder, { rss: await text('rss'), atom: await text('atom'), json: await text('json') }];
  }
}
