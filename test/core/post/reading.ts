import assert from 'node:assert/strict';
import type { Post, Site } from '../../../lambda/core/model.ts';
import { type PostReading, parsePost } from '../../../lambda/core/post/post.ts';

export const SITE: Site = {
  generator: 'linefeed',
  title: 'Field Notes',
  link: 'https://blog.example/',
  feedLink: 'https://blog.example/',
  description: 'What we see on our walks',
  language: 'en',
  authors: [],
  people: { ada: { name: 'Ada Lovelace', url: 'https://ada.example/' } },
  timezone: 'Europe/Zurich',
  posts: ['**/*'],
  permalink: '/:year/:month/:day/:title/',
  feeds: { rss: 'rss.xml' },
  limit: 20,
  content: 'full',
  sourceMarkdown: false,
  terms: ['tags'],
  archives: 'main',
  pages: true,
  opml: true,
  id: 'permalink',
  excerptSeparator: '<!--more-->',
  liquid: true,
  variables: {},
};

export const KEY = '_posts/2026-03-01-hello.md';

export const read = (text: string | Uint8Array, site: Partial<Site> = {}, key = KEY): Promise<PostReading> =>
  parsePost(key, typeof text === 'string' ? Buffer.from(text) : text, { ...SITE, ...site }, () => []);

/** Fails if the post has a problem. */
export async function readPost(text: string | Uint8Array, site: Partial<Site> = {}, key = KEY): Promise<Post> {
  const reading = await read(text, site, key);
  assert.equal(reading.kind, 'post', JSON.stringify(reading));
  assert.ok(reading.kind === 'post');
  assert.deepEqual(reading.problems, []);
  return reading.post;
}

/** `line:column: message` of each problem. */
export async function refusals(text: string | Uint8Array, site: Partial<Site> = {}, key = KEY): Promise<string[]> {
  const reading = await read(text, site, key);
  assert.ok(reading.kind === 'refused', JSON.stringify(reading));
  for (const problem of reading.problems) assert.deepEqual([problem.key, problem.severity], [key, 'error']);
  return reading.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`);
}

export const yaml = (...lines: string[]): string => `---\n${lines.join('\n')}\n---\nText\n`;
