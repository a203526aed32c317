/** Expected: the ESM blocks that @mdx-js/mdx 3.1.1 finds. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Budget, OverBudgetError } from '../../../lambda/core/budget.ts';
import { expanded } from './expanding.ts';

const MDX = { key: 'src/content/blog/hello.mdx' };
const textOf = async (body: string) => (await expanded(body, 'astro', MDX)).text;

/** Each is one block, including its blank lines. */
const MODULES: [string, string][] = [
  ['an object with a blank line', 'export const meta = {\n  a: 1,\n\n  b: 2\n}'],
  ['a function with braces in texts and comments', 'export function f() {\n  const a = "}";\n\n  // don\'t {\n\n  return 1;\n}'],
  ['a value after a blank line', 'export const a =\n\n  5'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: MDX
  ['a template', 'export const a = `\n\n# not ${"}"} a heading\n\n`'],
  ['an element with an apostrophe', "export const A = () => <div>\n\n  don't\n\n</div>"],
  ['elements in elements', 'export const A = () => <div a="{" b={c}><br />\n\n<b>{d}</b></div>'],
  ['a regular expression', 'export const r = /[{(/]\\/{/'],
  ['a division', 'export const r = 4 / 2'],
  ['a default export', 'export default ({children}) => (\n  <Layout>\n\n{children}</Layout>\n)'],
  ['names of another module', 'export { a } from "b"'],
  ['everything of another module', 'export * from "b"'],
  ['imported names', 'import {\n  A,\n\n  B\n} from "x"'],
  ['a style sheet', 'import "./a.css"'],
  ['a generator', 'export function* a() {}'],
  ['two statements', 'import a from "b"; import c from "d"\nexport const x = [\n1,\n\n2]'],
  ['an arrow', 'export const x = () =>\n\n{ return 1 }'],
];

describe('removes a module completely:', () => {
  for (const [name, module] of MODULES)
    it(name, async () => {
      assert.equal(await textOf(`${module}\n\nText.\n`), '\nText.\n');
      assert.equal(await textOf(`${module}\n\n${module}\n\nText.\n`), '\n\nText.\n');
      assert.equal(await textOf(`Text\n\n${module}\n\nText.\n`), 'Text\n\n\nText.\n');
      assert.equal(await textOf(`# T\n${module}`), '# T\n');
      const fence = `\`\`\`js\n${module}\n\`\`\`\n`;
      assert.equal(await textOf(fence), fence);
      assert.equal(await textOf(`${fence}${module}\n`), fence);
    });
});

/** Paragraphs for MDX, or an error. */
const TEXTS = [
  'Text\nimport a from "b"\n\nText',
  '/* x */\nimport a from "b"\n\nText',
  '  import a from "b"\n\nText',
  'import("x")\n\nText',
  'import\ta from "b"\n\nText',
  'import taxes rise\n\n"Text"',
  'import taxes, he said, "and"\n',
  'export goods are\n\nText',
];

describe('keeps a text:', () => {
  for (const text of TEXTS) it(JSON.stringify(text), async () => assert.equal(await textOf(text), text));
});

it('removes an unclosed statement up to the blank line', async () => {
  assert.equal(await textOf('export const a = {\n \nText.\n'), ' \nText.\n');
  assert.equal(await textOf('export const a = 1\n\n+ 2\n'), '\n+ 2\n');
});

it('counts the search for the end of a module', async () => {
  const body = 'export const a = {\n\n'.repeat(20_000);
  await assert.rejects(expanded(body, 'astro', MDX), OverBudgetError);
  const budget = new Budget({}, 1_000_000);
  await expanded(`export const a = [\n${'1,\n\n'.repeat(4_000)}]`, 'astro', { ...MDX, budget });
  assert.ok(budget.steps > 3_000 && budget.steps < 6_000, `${budget.steps} steps`);
});
