import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseOpml } from 'feedsmith';
import { readStamp } from '../../../lambda/core/feed/verify.ts';
import { renderOpml } from '../../../lambda/core/page/opml.ts';
import { verifyOpml } from '../../../lambda/core/page/verify-opml.ts';
import { HOME, page, stamp, termFeed } from './pages.ts';

const DOCUMENT = page({ terms: [termFeed('C++'), termFeed('Q&A'), termFeed('Ada "A" <L>', { taxonomy: 'authors' })] }, { language: 'de' });

describe('the list of all feeds (OPML)', () => {
  it('has the blog’s feed, and a folder of term feeds for each taxonomy, read back by an independent parser', () => {
    const { head, body } = parseOpml(renderOpml(DOCUMENT, stamp));
    assert.equal(head?.title, 'Field Notes');
    const [main, tags, authors, ...more] = body?.outlines ?? [];
    assert.deepEqual(main, {
      ...{ type: 'rss', text: 'Field Notes', title: 'Field Notes', description: 'Notes from the field', language: 'de' },
      ...{ htmlUrl: HOME, xmlUrl: `${HOME}rss.xml` },
    });
    const shown = (folder: typeof tags) => [folder?.text, folder?.outlines?.map(({ text, xmlUrl }) => [text, xmlUrl])];
    assert.deepEqual(shown(tags), [
      'Schlagwörter',
      [
        ['Field Notes: C++', `${HOME}tags/C%2B%2B/rss.xml`],
        ['Field Notes: Q&A', `${HOME}tags/Q%26A/rss.xml`],
      ],
    ]);
    assert.deepEqual(shown(authors)[0], 'Autoren');
    assert.equal(authors?.outlines?.[0]?.title, 'Field Notes: Ada "A" <L>');
    assert.deepEqual(more, []);
  });

  it('names another format only without RSS', () => {
    const { body } = parseOpml(renderOpml(page({}, { self: { atom: `${HOME}atom.xml`, json: `${HOME}feed.json` } }), stamp));
    assert.deepEqual(
      body?.outlines?.map(({ xmlUrl }) => xmlUrl),
      [`${HOME}atom.xml`],
    );
  });

  it('states in a comment how many terms it omits', () => {
    const text = renderOpml({ ...DOCUMENT, more: 44_313 }, stamp);
    assert.match(text, /<!-- the 3 terms with most posts; there are 44313 more -->/);
    assert.deepEqual([verifyOpml(text, DOCUMENT), parseOpml(text)], [undefined, parseOpml(renderOpml(DOCUMENT, stamp))]);
  });

  it('has its stamp in the first bytes and no time, and equals other revisions except for the stamp', () => {
    const text = renderOpml(DOCUMENT, stamp);
    assert.deepEqual(readStamp(text.slice(0, 200)), stamp);
    assert.doesNotMatch(text, /date(?:Created|Modified)/);
    assert.equal(text.replace('7f3a90c1 12', 'x 1'), renderOpml(DOCUMENT, { generation: 'x', rev: 1 }));
  });

  it('is verified before it is written, with a reason for any damage', () => {
    const text = renderOpml(DOCUMENT, stamp);
    assert.equal(verifyOpml(text, DOCUMENT), undefined);
    assert.match(verifyOpml(text.replace('text="Field Notes: C++"', 'text="C"'), DOCUMENT) ?? '', /does not name "Field Notes: C\+\+"/);
    assert.match(verifyOpml(text, page()) ?? '', /names 4 feeds, not 1/);
    assert.throws(() => verifyOpml(text.replace('</body>', ''), DOCUMENT));
  });

  it('lists any Unicode term', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, text, (title, name) => {
        const document = page({ terms: [termFeed('x', { name, title: `${title}: ${name}` })] }, { title, description: name });
        assert.equal(verifyOpml(renderOpml(document, stamp), document), undefined);
      }),
      { seed: 20260307, numRuns: 300 },
    );
  });
});
