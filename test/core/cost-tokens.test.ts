import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Budget, OverBudgetError } from '../../lambda/core/budget.ts';
import { withAlternatives } from '../../lambda/core/html/alternatives.ts';
import { safeHtml } from '../../lambda/core/html/html.ts';
import { type Dialect, loadDialect, markdownToHtml } from '../../lambda/core/markdown/markdown.ts';

await loadDialect('kramdown');

class Watched extends Budget {
  tokens = 0;
  opened = 0;
  override element(): void {
    this.opened += 1;
    super.element();
  }
  override token(): void {
    this.tokens += 1;
    super.token();
  }
}

const watch = (text: string, dialect: Dialect = 'kramdown') => {
  const budget = new Watched({ limits: { parsing: 100 } }, text.length);
  markdownToHtml(text, dialect, budget);
  return budget;
};
const steps = (text: string) => watch(text).steps;

describe('Markdown tokens', () => {
  const counted: [text: string, tokens: number, dialect?: Dialect][] = [
    ['a', 4],
    ['a\nb', 6],
    ['- a', 8],
    ['- a\n- b', 14],
    ['&amp;', 4],
    // The extensions build their replacement tokens beside the original.
    ['*[a]: b\n\na c', 8],
    ['http://a.example', 6, 'linked'],
    ['mailto:a@a.example', 7, 'linked'],
    ['a[^1]\n\n[^1]: b', 16],
  ];
  for (const [text, tokens, dialect] of counted)
    it(`${JSON.stringify(text)} has ${tokens}`, () => assert.equal(watch(text, dialect).tokens, tokens));

  const many: Record<string, [text: string, dialect?: Dialect]> = {
    lines: ['a\n'.repeat(5_000)],
    paragraphs: ['a\n\n'.repeat(5_000), 'commonmark'],
    references: ['&amp;'.repeat(5_000)],
    abbreviations: [`*[a]: b\n\n${'a '.repeat(5_000)}`],
    'references to a footnote': [`[^1]: a\n\n${'a[^1] '.repeat(5_000)}`],
  };
  for (const [name, [text, dialect]] of Object.entries(many))
    it(`${name}: rejected at the first token above the limit`, () => {
      const budget = new Watched({ limits: { elements: 100, parsing: 100 } }, text.length);
      assert.throws(
        () => markdownToHtml(text, dialect, budget),
        (error) =>
          error instanceof OverBudgetError &&
          error.message === 'expected at most 1000 tokens of Markdown (10 for each of 100 elements), got more',
      );
      assert.equal(budget.tokens, 1_001);
    });

  it('are counted for each text separately', () => {
    const budget = new Budget({ limits: { elements: 1 } });
    const ten = 'a\nb\nc\nd';
    for (let time = 0; time < 3; time++) assert.equal(markdownToHtml(ten, 'kramdown', budget), `<p>${ten}</p>\n`);
    assert.throws(() => markdownToHtml(`${ten}&amp;`, 'kramdown', budget), /at most 10 tokens/);
  });

  it('allow by default as many list items as elements', () => {
    assert.equal(markdownToHtml('- a\n'.repeat(49_999)).match(/<li>/g)?.length, 49_999);
    assert.throws(() => markdownToHtml('- a\n'.repeat(50_000)), { message: 'expected at most 50000 elements in the body, got more' });
  });

  it('are limited by default to 10 for each of 50,000 elements', () => {
    assert.throws(
      () => markdownToHtml('a\n'.repeat(300_000)),
      /at most 500000 tokens of Markdown \(10 for each of 50000 elements\), got more/,
    );
  });
});

describe('Markdown elements', () => {
  const counted: [text: string, elements: number, dialect?: Dialect][] = [
    ['- a\n- b\nc', 3],
    ['- a\n\n- b', 3],
    ['# a\n\n> b  \n> `c`\n\n***', 5],
    ['![a](b) [c](d) <http://a.example>', 3],
    ['|a|b|\n|-|-|\n|c|d|', 9],
    ['http://a.example', 1, 'linked'],
  ];
  for (const [text, elements, dialect] of counted)
    it(`${JSON.stringify(text)} has ${elements}`, () => {
      assert.equal(watch(text, dialect).opened, elements);
      const html = markdownToHtml(text, dialect);
      assert.ok((html.match(/<\w/g)?.length ?? 0) >= elements, html);
    });

  const many: Record<string, [text: string, dialect?: Dialect]> = {
    'items of a list': ['- a\n'.repeat(5_000)],
    cells: [`|a|b|\n|-|-|\n${'|a|b|\n'.repeat(5_000)}`],
    'tables in lists': ['||a|b|\n1. '.repeat(1_000)],
    pictures: ['![](a)'.repeat(5_000)],
    addresses: ['http://a.example '.repeat(500), 'linked'],
  };
  for (const [name, [text, dialect]] of Object.entries(many))
    it(`${name}: rejected at the first element above the limit`, () => {
      const budget = new Watched({ limits: { elements: 100, parsing: 100 } }, text.length);
      assert.throws(() => markdownToHtml(text, dialect, budget), { message: 'expected at most 100 elements in the body, got more' });
      assert.equal(budget.opened, 101);
    });

  it('are counted for each text separately', () => {
    const budget = new Budget({ limits: { elements: 2 } });
    for (let time = 0; time < 3; time++) assert.equal(markdownToHtml('- a', 'kramdown', budget), '<ul>\n<li>a</li>\n</ul>\n');
  });
});

describe('Markdown steps', () => {
  it('of a lazy line: four for each quote level, and a half for the line', () => {
    const lines = 1_000;
    const quote = (levels: number) => steps(`${'> '.repeat(levels)}a\n${'a\n'.repeat(lines)}`);
    const level = (quote(5) - quote(1)) / 4;
    assert.ok(level >= 4.5 * lines && level < 4.5 * lines + 10, `${level}`);
  });

  it('of a quoted line: a half', () => {
    const quote = (lines: number) => steps('> a\n'.repeat(lines)) - steps('a\n'.repeat(lines));
    assert.equal(quote(1_000) - quote(100), 450);
  });

  it('are limited by default to 5 a character plus 100,000', () => {
    const lazy = (levels: number) => `${'> '.repeat(levels)}a\n${'a\n'.repeat(50_000)}`;
    assert.match(markdownToHtml(lazy(1)), /^<blockquote>/);
    assert.throws(() => markdownToHtml(lazy(3)), /more than 600040 steps to parse \(5 for each character\)/);
  });

  it('of brackets include the characters skipped', () => {
    // Rules are tried at five positions, and one letter is skipped.
    assert.equal(steps('[a](b)'), 5.25);
    for (const open of ['[', '![', '![[]', '[a][', '[a b ', '[*a* `b` '])
      assert.ok(steps(open.repeat(5_000)) < 3 * 5_000 * open.length, `${open}: ${steps(open.repeat(5_000))}`);
    const links = '[some words of a link](https://a.example/b) and ![a picture](c.png), [d].\n'.repeat(1_000);
    assert.ok(steps(links) < links.length / 4, `${steps(links)} for ${links.length}`);
  });
});

describe('elements of footnotes', () => {
  const render = (text: string, elements: number) => markdownToHtml(text, 'kramdown', new Budget({ limits: { elements } }, text.length));
  const refused = /^expected at most 10 elements in the body, got more$/;

  it('are counted before they are written: one for each reference and each note', () => {
    const references = (count: number) => `${'a[^1] '.repeat(count)}\n\n[^1]: b\n`;
    assert.equal(render(references(9), 10).match(/footnote-backref/g)?.length, 9);
    assert.throws(() => render(references(10), 10), { message: refused });
    const notes = (count: number) => Array.from({ length: count }, (_, index) => `a[^${index}]\n\n[^${index}]: b\n\n`).join('');
    assert.equal(render(notes(5), 10).match(/footnote-item/g)?.length, 5);
    assert.throws(() => render(notes(6), 10), { message: refused });
  });
});

describe('open HTML elements', () => {
  const more = { message: 'expected at most 10000 elements of HTML inside one another, got more' };
  const base = 'https://a.example/';

  it('are counted by withAlternatives and by safeHtml', () => {
    for (const tag of ['<math>', '<svg>', '<b>']) {
      assert.throws(() => withAlternatives(tag.repeat(10_001), base), more);
      withAlternatives(tag.repeat(10_000), base);
    }
    assert.throws(() => safeHtml('<b>'.repeat(10_001), base), more);
  });
});
