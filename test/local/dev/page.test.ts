import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Parser } from 'htmlparser2';
import type { Instant } from '../../../lambda/core/model.ts';
import { type DevView, devPage } from '../../../lambda/local/dev/page.ts';

const NONCE = 'bm9uY2U=';
const VOID = new Set(['meta', 'link']);

function view(changes: Partial<DevView> = {}): DevView {
  return {
    title: 'Field Notes',
    link: 'https://blog.example/',
    feeds: [
      { key: 'main', title: 'Field Notes', entries: 20, urls: { rss: '/rss.xml', json: '/feed.json' } },
      {
        key: 'tags/日本語',
        title: 'Field Notes: 日本語',
        taxonomy: 'tags',
        entries: 1,
        urls: { atom: '/tags/%E6%97%A5%E6%9C%AC%E8%AA%9E/atom.xml' },
      },
    ],
    newest: [{ title: 'Hello', link: 'https://blog.example/hello/', published: '2026-03-01T09:30:00.000Z', terms: ['C++'] }],
    problems: [],
    skipped: {},
    coming: [],
    timezone: 'Europe/Zurich',
    events: [],
    counts: { published: 1879, scheduled: 2, drafts: 3, refused: 0, feeds: 2 },
    lastRun: { at: '2026-03-02T00:00:00.000Z', milliseconds: 38, written: 9 },
    ...changes,
  };
}

interface Element {
  name: string;
  attributes: Record<string, string>;
  text: string;
}

/** Asserts that each element is closed in the right place. */
function elementsOf(page: string): Element[] {
  const elements: Element[] = [];
  const open: Element[] = [];
  const parser = new Parser({
    onopentag(name, attributes) {
      const element = { name, attributes, text: '' };
      elements.push(element);
      open.push(element);
    },
    ontext(text) {
      for (const element of open) element.text += text;
    },
    onclosetag(name, implied) {
      assert.equal(open.pop()?.name, name);
      assert.ok(!implied || VOID.has(name) || name === 'path' || name === 'rect', `<${name}> is not closed`);
    },
  });
  parser.end(page);
  assert.deepEqual(open, []);
  return elements;
}

const hrefs = (elements: Element[]): string[] => elements.flatMap(({ name, attributes }) => (name === 'a' ? [attributes.href ?? ''] : []));

it('shows the next scheduled changes', () => {
  const at = '2026-12-01T08:00:00.000Z';
  const one = { title: 'Soon & <b>', key: '_posts/soon.md', at, change: 'publishes' } as const;
  const main = (coming: DevView['coming']) =>
    elementsOf(devPage(view({ coming }), NONCE))
      .find(({ name }) => name === 'main')
      ?.text.replace(/\s+/g, ' ') ?? '';
  assert.match(main([one]), / Scheduled changes Europe\/Zurich 2026-12-01 09:00 publishes Soon & <b> _posts\/soon\.md /);
  assert.match(main(Array(12).fill(one)), / Scheduled changes Europe\/Zurich, and 2 more 2026/);
  assert.doesNotMatch(main([]), /Scheduled changes/);
});

it('shows post events', () => {
  const at = '2026-03-01T09:30:00.000Z';
  const main = (events: DevView['events']) =>
    elementsOf(devPage(view({ events }), NONCE))
      .find(({ name }) => name === 'main')
      ?.text.replace(/\s+/g, ' ') ?? '';
  assert.match(
    main([{ kind: 'PostUpdated', title: 'A & <b>', at }]),
    / Events sent to .* Europe\/Zurich 2026-03-01 10:30 PostUpdated A & <b> /,
  );
  assert.doesNotMatch(main([]), /Events/);
});

it('shows feeds, entries, counts and the last run', () => {
  const elements = elementsOf(devPage(view(), NONCE));
  const text = elements.find(({ name }) => name === 'main')?.text ?? '';
  for (const shown of [
    'Field Notes',
    '1,879',
    '20 entries',
    '1 entry',
    'Hello',
    'published 2026-03-02 01:00 Europe/Zurich in',
    'Newest entries Europe/Zurich',
    '2026-03-01 10:30',
    'C++',
    '38 ms',
    '9 documents written',
  ]) {
    assert.ok(text.includes(shown), shown);
  }
  assert.ok(hrefs(elements).includes('/rss.xml'));
  assert.ok(hrefs(elements).includes('/tags/%E6%97%A5%E6%9C%AC%E8%AA%9E/atom.xml'));
  assert.ok(!text.includes('Problems'));
  // Every time is in the blog's zone, which is named.
  assert.ok(!text.includes('UTC'));
});

it('shows refused posts before warnings, with position and reason', () => {
  const place = { line: 4, column: 7 };
  const page = devPage(
    view({
      problems: [
        { ...place, key: 'b.md', message: 'odd', severity: 'warning' },
        { ...place, key: '_posts/a.md', message: 'date: expected a date, got "tomorrow"', severity: 'error' },
      ],
      counts: { ...view().counts, refused: 1 },
    }),
    NONCE,
  );
  const texts = elementsOf(page)
    .filter(({ attributes }) => attributes.class?.startsWith('problem '))
    .map(({ text }) => text.replaceAll(/\s+/g, ' ').trim());
  assert.deepEqual(texts, ['Refused _posts/a.md:4:7 date: expected a date, got "tomorrow"', 'Warning b.md:4:7 odd']);
  assert.ok(page.includes('<title>(1 refused) Field Notes'));
});

it('the page is well-formed and has the same elements for any titles', () => {
  const names = (page: string) => elementsOf(page).map(({ name }) => name);
  const make = (evil: string) =>
    devPage(
      view({
        title: evil,
        feeds: [{ key: 'tags/x', title: evil, taxonomy: 'tags', entries: 1, urls: { rss: evil } }],
        newest: [
          {
            title: evil,
            link: `https://blog.example/${evil}`,
            published: (evil.length > 0 ? '2026-03-01T09:30:00.000Z' : '') as Instant,
            terms: [evil],
            preview: evil,
          },
        ],
        problems: [{ key: evil, line: 1, column: 1, message: evil, severity: 'error' }],
      }),
      NONCE,
    );
  const plain = names(make('plain'));
  for (const evil of [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='x",
    '</title></style></main>',
    '&lt;',
    '<!--',
    ']]>',
    '\0\b',
  ]) {
    assert.deepEqual(names(make(evil)), plain, evil);
  }
  assert.ok(elementsOf(make('<b>&amp;"')).some(({ name, text }) => name === 'h1' && text === '<b>&amp;"'));
});

it('links only to web addresses', () => {
  const page = (link: string) =>
    hrefs(elementsOf(devPage(view({ link, feeds: [], newest: [{ ...view().newest[0], link } as DevView['newest'][number]] }), NONCE)));
  for (const link of ['javascript:alert(1)', ' JavaScript:alert(1)', 'data:text/html,x', '//evil.example/', ''])
    assert.deepEqual(page(link), []);
  assert.deepEqual(page('https://blog.example/a?b&c'), ['https://blog.example/a?b&c', 'https://blog.example/a?b&c']);
});

it('links feeds and previews only on this server', () => {
  for (const evil of ['//evil.example/', '/\\evil.example/', 'javascript:alert(1)', 'https://evil.example/']) {
    const feed = { key: 'main', title: 'x', entries: 0, urls: { rss: evil } };
    const newest = view().newest.map((entry) => ({ ...entry, preview: evil }));
    const found = hrefs(elementsOf(devPage(view({ link: '', feeds: [feed], newest }), NONCE)));
    assert.equal(found.length, 2);
    for (const href of found) assert.equal(new URL(href, 'http://127.0.0.1/').hostname, '127.0.0.1');
  }
});

it('has a nonce on each script and style, and no inline handlers or styles', () => {
  const elements = elementsOf(devPage(view(), NONCE));
  for (const { name, attributes } of elements) {
    if (name === 'script' || name === 'style') assert.equal(attributes.nonce, NONCE);
    assert.ok(!Object.keys(attributes).some((attribute) => attribute === 'style' || attribute.startsWith('on')));
  }
});

it('names every control, and labels every section by its heading', () => {
  const elements = elementsOf(devPage(view(), NONCE));
  const ids = elements.flatMap(({ attributes: { id } }) => (id === undefined ? [] : [id]));
  assert.equal(new Set(ids).size, ids.length);
  for (const { name, attributes, text } of elements) {
    if (name === 'section') assert.ok(ids.includes(attributes['aria-labelledby'] ?? ''));
    if (name === 'button') assert.match(attributes['aria-label'] ?? '', /^Copy the (RSS|Atom|JSON) address of ./);
    if (name === 'a') assert.notEqual(text.trim(), '');
  }
});

it('folds long groups, and says if nothing is published', () => {
  const tag = (index: number): DevView['feeds'][number] => ({
    key: `tags/${index}`,
    title: `${index}`,
    taxonomy: 'tags',
    entries: 1,
    urls: {},
  });
  const details = (count: number) =>
    elementsOf(devPage(view({ feeds: Array.from({ length: count }, (_, index) => tag(index)) }), NONCE)).find(
      ({ name }) => name === 'details',
    );
  assert.ok(details(12) && 'open' in (details(12)?.attributes ?? {}));
  assert.ok(details(13) && !('open' in (details(13)?.attributes ?? {})));
  assert.ok(devPage(view({ newest: [] }), NONCE).includes('Nothing is published yet'));
});

it('lists skipped files by reason, and counts the rest of long lists', () => {
  assert.ok(!devPage(view(), NONCE).includes('Not taken as posts'));
  const many = Array.from({ length: 22 }, (_, index) => `content/${10 + index}.md`);
  const elements = elementsOf(devPage(view({ skipped: { 'key with ./ or ../': ['a/../<b>.md'], 'no date': many } }), NONCE));
  const texts = (name: string) => elements.filter((element) => element.name === name).map(({ text }) => text.trim());
  assert.ok(texts('h2').includes('Not taken as posts'));
  assert.deepEqual(texts('code').slice(-21), ['a/../<b>.md', ...many.slice(0, 20)]);
  assert.equal(texts('li').at(-1), 'and 2 more');
});
