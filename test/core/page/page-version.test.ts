import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digest } from '../../../lambda/core/hash.ts';
import { renderOpml } from '../../../lambda/core/page/opml.ts';
import { renderPage } from '../../../lambda/core/page/page.ts';
import { PAGE_VERSION } from '../../../lambda/core/page/page-version.ts';
import { entry, HOME, page, stamp, termFeed } from './pages.ts';

/** English dates only: in other languages they depend on Node's ICU data. */
const DIGESTS: Record<number, string> = { 4: '2dec853ba0890b6cb7277e0af30d74bb' };

test('a change of the bytes for equal input requires another PAGE_VERSION, so that older pages are written again', () => {
  const many = Array.from({ length: 60 }, (_, index) => termFeed(`${'xyz'[index % 3]}${index}`));
  const terms = [termFeed('C<T>'), termFeed('Ada', { taxonomy: 'authors' })];
  const documents = [
    page({ terms, entries: [entry({ language: 'ja' })] }, { copyright: '©', icon: `${HOME}icon.png` }),
    page({ term: termFeed('C<T>'), entries: [] }),
    page({ preview: true, entries: [] }),
    page({ terms: many, entries: [] }),
    ...['de', 'fr', 'es', 'ar', 'he'].map((language) => page({ terms, entries: [] }, { language })),
  ];
  const now = digest(documents.map((document) => [renderPage(document, stamp), renderOpml(document, stamp)]));
  assert.equal(now, DIGESTS[PAGE_VERSION], 'the bytes changed: raise PAGE_VERSION in page-version.ts and add its digest here');
});
