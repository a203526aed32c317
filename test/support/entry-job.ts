import assert from 'node:assert/strict';
import type { EntryJob } from '../../lambda/core/entry/entry.ts';
import type { Site } from '../../lambda/core/model.ts';
import { read, SITE } from '../core/post/reading.ts';

/** For a new post at `_posts/<index>.md`. */
export async function entryJob(text: string, index = 0, site: Site = SITE): Promise<EntryJob> {
  const reading = await read(text, site);
  assert.ok(reading.kind === 'post', JSON.stringify(reading));
  const { post } = reading;
  const terms = post.terms.tags.map((name) => ({ taxonomy: 'tags' as const, name, slug: 'x' }));
  const [key, id] = [`_posts/${index}.md`, `${index}:${post.ownId ?? ''}`];
  const times = { published: post.published, updated: post.published, modified: post.published };
  return { post: { ...post, key }, links: {}, site, id, terms, contentDigest: '', ...times };
}
