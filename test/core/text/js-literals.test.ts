import assert from 'node:assert/strict';
import { it } from 'node:test';
import { exportedLiterals } from '../../../lambda/core/text/js-literals.ts';

const SOURCES: [source: string, data: unknown, computed?: string[]][] = [
  [
    `module.exports = { a: "x", 'b': ['y', "z"], c: -1.5, d: true, e: null, /* , */ f: { g: \`h\` }, // i\n};`,
    {
      ...{ a: 'x', b: ['y', 'z'], c: -1.5, d: true, e: null, f: { g: 'h' } },
    },
  ],
  ['export default { a: "q\\u00e9\\n\\"" }', { a: 'qé\n"' }],
  ['export default { a(data) { return { b: 1 }; }, c: 2 }', { c: 2 }, ['a']],
  [
    'export default { a: (x) => `/$' + '{x}/`, b: `$' + '{y}`, c: "d" + e, f: [1, g], h: { i: j(), k: 3 }, l, ...m }',
    { h: { k: 3 } },
    [...['a', 'b', 'c', 'f', 'h.i', 'l', '']],
  ],
  [`module.exports = { a: /[}"/]\\//g, b: (x) => x.match(/'|\\}/), c: 4 / 2, d: true }`, { d: true }, ['a', 'b', 'c']],
  ['module.exports = async function (data) {\n  return { a: 1 };\n};', { a: 1 }],
  ['export default () => ({ a: 1 })', { a: 1 }],
  ['const config: Config = {\n a: { b: "c" } as const,\n} satisfies X\n\nexport default config\n', { a: { b: 'c' } }],
  ['export default defineConfig({ i18n: { locales: ["en", { path: "de" }] } });', { i18n: { locales: ['en', { path: 'de' }] } }],
  ['export default { "__proto__": { a: 1 }, b: 2 }', { b: 2 }],
];

for (const [source, data, computed = []] of SOURCES) {
  it(source.split('\n')[0] ?? '', () => {
    const found = exportedLiterals(source);
    assert.deepEqual(found?.data, data);
    assert.deepEqual(
      found?.computed.map(({ name }) => name),
      computed,
    );
  });
}

it('returns the offset of each computed value', () =>
  assert.deepEqual(exportedLiterals('export default { a: b }')?.computed, [{ name: 'a', at: 17 }]));

it('returns nothing without an exported object, for truncated source, and beyond the depth of a configuration', () => {
  for (const source of [
    '',
    'export default a;',
    'export default {',
    'export default { a: "',
    'export default { a: { b: 1 ',
    'module.exports = 7',
  ])
    assert.equal(exportedLiterals(source), undefined, source);
  assert.deepEqual(exportedLiterals(`export default ${'{a:'.repeat(50_000)}1${'}'.repeat(50_000)}`)?.computed.length, 1);
});

it('examines at most four exports', () => {
  const after = (exports: number) => `${'module.exports = 7;\n'.repeat(exports)}module.exports = { a: 1 };`;
  assert.deepEqual(exportedLiterals(after(3))?.data, { a: 1 });
  assert.equal(exportedLiterals(after(4)), undefined);
});
