import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FORMAT_VERSION } from '../../../lambda/core/feed/render.ts';
import { digest } from '../../../lambda/core/hash.ts';
import { FORMATS } from '../../../lambda/core/model.ts';
import { entry, render, tag } from './documents.ts';

/** Digest of the document below, by format version. */
const DIGESTS: Record<number, string> = {
  1: '4f3d92a92e0d71a205b4c7d789b9875f',
  2: '52fad88f8df9c7e760850d3bba292c1e',
};

test('a change of the bytes for equal input requires another FORMAT_VERSION, so that older documents are written again', () => {
  const plain = entry({
    authors: [{ name: 'Ada', email: 'ada@blog.example' }],
    terms: [tag('C<T>')],
    title: 'Vec<T> & co',
    language: 'de',
    image: { url: 'https://blog.example/lens.png', alt: 'A lens', banner: true },
    externalUrl: 'https://other.example/',
    markdown: '# Vec',
  });
  const own = { entries: [plain, entry({ id: 'tag:blog.example,2026:2' })], copyright: '©', icon: 'https://blog.example/icon.png' };
  const now = digest(
    FORMATS.flatMap((format) => [render(format, own), render(format, { ...own, content: 'summary' }), render(format, { entries: [] })]),
  );
  assert.equal(now, DIGESTS[FORMAT_VERSION], 'the bytes changed: raise FORMAT_VERSION in render.ts and add its digest here');
});
