import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readSite } from '../../../lambda/core/site/read-site.ts';

const read = (...lines: string[]) =>
  readSite(new Map([['linefeed.yaml', Buffer.from(['title: T', 'link: https://b.example/', 'extensions:', ...lines, ''].join('\n'))]]));

const problemsOf = async (...lines: string[]) =>
  (await read(...lines)).problems.map(({ line, column, message }) => `${line}:${column}: ${message}`);

describe('extensions', () => {
  it('are elements by name, with attributes, text and children, and the namespaces that they use', async () => {
    const { site, problems } = await read(
      '  xmlns: {my: https://my.example/ns, unused: https://u.example/}',
      '  ttl: 60',
      '  skipHours: {hour: [1, 2]}',
      "  webfeeds:accentColor: '00ff00'",
      "  my:thing: [{'@my:href': a&b, '@id': 1, '#text': T, my:in: x}, plain, null]",
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(site?.extensions, {
      namespaces: { my: 'https://my.example/ns', webfeeds: 'http://webfeeds.org/rss/1.0' },
      elements: [
        { name: 'ttl', text: '60' },
        {
          name: 'skipHours',
          children: [
            { name: 'hour', text: '1' },
            { name: 'hour', text: '2' },
          ],
        },
        { name: 'webfeeds:accentColor', text: '00ff00' },
        { name: 'my:thing', attributes: { 'my:href': 'a&b', id: '1' }, text: 'T', children: [{ name: 'my:in', text: 'x' }] },
        { name: 'my:thing', text: 'plain' },
        { name: 'my:thing' },
      ],
    });
  });

  it('are objects of JSON feeds if their names start with an underscore', async () => {
    const { site, problems } = await read(
      "  _my_blog: {about: https://my.example/ns, '</b>': [1, {x: null}], day: 2026-01-01}",
      '  ttl: 60',
    );
    assert.deepEqual(problems, []);
    const json = '{"about":"https://my.example/ns","</b>":[1,{"x":null}],"day":"2026-01-01"}';
    assert.deepEqual(site?.extensions, { namespaces: {}, elements: [{ name: 'ttl', text: '60' }], objects: { _my_blog: json } });
  });

  it('are absent without elements', async () => {
    for (const lines of [['  {}'], ['  xmlns: {my: https://my.example/ns}']]) {
      const { site, problems } = await read(...lines);
      assert.deepEqual([site?.extensions, problems], [undefined, []]);
    }
    assert.deepEqual((await read()).site?.extensions, undefined);
  });

  for (const [line, problem] of [
    ['tll: 60', /^4:\d+: extensions\.tll: no such element of RSS; did you mean ttl\?/],
    ['ttl: soon', /^4:\d+: extensions\.ttl: expected minutes/],
    ['title: x', /Linefeed writes this element itself/],
    ['sy:updatePeriod: often', /expected hourly, daily/],
    ['webfeed:icon: x', /did you mean webfeeds\?/],
    ['webfeeds:acentColor: x', /did you mean webfeeds:accentColor\?/],
    ['itunes:author: x', /write the setting podcast/],
    ['a:b:c: x', /expected a name such as my:element/],
    ["webfeeds:cover: {'@im age': x}", /expected an attribute such as @href, got "@im age"/],
    ["webfeeds:cover: {'@xlink:href': x}", /the prefix xlink is not declared/],
    ['webfeeds:cover: {image: x}', /expected a name such as my:element, got "image"/],
    ["ttl: {'<x>': 1, '#text': 1}", /expected a name of an element/],
    ['skipHours: {a: {b: {c: 1}}}', /at most 3 levels/],
    [`rating: ${'x'.repeat(2_001)}`, /at most 2000 characters/],
    [`category: [${'a, '.repeat(101)}]`, /at most 100 elements, got 101/],
    ['_linefeed: {}', /^4:\d+: extensions\._linefeed: Linefeed writes this object itself/],
    ['_1: {}', /expected an underscore, a letter/],
    ['_x: 1', /expected a map, such as _x: /],
    [`_x: {about: ${'x'.repeat(1_990)}}`, /at most 2000 characters as JSON, got 2002/],
    ['xmlns: {atom: https://a.example/}', /choose another prefix/],
    ['xmlns: {xmlfoo: https://a.example/}', /not beginning with xml/],
    ['xmlns: {sy: https://a.example/}', /stands for http:\/\/purl\.org/],
    ['xmlns: {my: ns}', /expected the address of a namespace/],
  ] as const)
    it(`reject ${line.slice(0, 40)}`, async () => {
      const found = await problemsOf(`  ${line}`);
      assert.equal(found.length, 1, found.join('\n'));
      assert.match(found[0] ?? '', problem);
    });
});
