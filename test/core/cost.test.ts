/** Counts work; `npm run fuzz -- --cost` measures time. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Budget, OverBudgetError } from '../../lambda/core/budget.ts';
import { safeHtml } from '../../lambda/core/html/html.ts';
import { references } from '../../lambda/core/liquid/liquid.ts';
import { parseAttributes } from '../../lambda/core/markdown/attributes.ts';
import { type Dialect, loadDialect, markdownToHtml } from '../../lambda/core/markdown/markdown.ts';
import { codeBlock } from '../../lambda/core/shortcodes/contract.ts';
import { CodeSpans, Finder, Positions, withoutEnd, withoutStart } from '../../lambda/core/text/finder.ts';
import { SUBJECTS } from '../fuzz/cost/subjects.ts';
import { expanded } from './shortcodes/expanding.ts';

await loadDialect('kramdown');

/** Counts character accesses. */
function counted(text: string): { text: string; accesses: () => number } {
  let accesses = 0;
  const proxy = new Proxy(Object(text) as object, {
    get(target, name) {
      if (typeof name === 'string' && /^\d+$/.test(name)) accesses += 1;
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { text: proxy as unknown as string, accesses: () => accesses };
}

/** A quadratic cost would quadruple. */
function assertLinear(count: (size: number) => number, size = 2_000): void {
  const [once, twice] = [count(size), count(2 * size)];
  assert.ok(twice <= 2.2 * once + 50, `${once} at ${size}, ${twice} at ${2 * size}`);
  assert.ok(twice > 0, 'nothing was counted');
}

const parsing = (text: string, dialect: Dialect = 'kramdown'): number => {
  const budget = new Budget({ limits: { parsing: 100 } }, text.length);
  markdownToHtml(text, dialect, budget);
  return budget.steps;
};

describe('scanners read each character a fixed number of times', () => {
  it('Finder: marks that are far away or absent', () => {
    assertLinear((size) => {
      const finder = new Finder('{'.repeat(size));
      for (let at = 0; at < size; at++) assert.equal(finder.next('}', at), size);
      return finder.visited;
    });
    const finder = new Finder('a}b}c');
    assert.deepEqual(
      [finder.next('}', 0), finder.next('}', 1), finder.next('}', 2), finder.next('}', 0), finder.next('}', 4)],
      [1, 1, 3, 1, 5],
    );
    assert.equal(finder.first(['x', 'c', 'b'], 0), 2);
  });

  it('Positions: ascending queries', () => {
    const positions = new Positions('a"b"c', /"/g);
    assert.deepEqual([positions.next(0), positions.next(1), positions.next(2), positions.next(4)], [1, 1, 3, 5]);
  });

  it('withoutEnd and withoutStart', () => {
    for (const cut of [withoutEnd, withoutStart])
      assertLinear((size) => {
        const { text, accesses } = counted(`x${')'.repeat(size)}x`);
        cut(text, ')');
        return accesses();
      });
    assert.deepEqual(
      [withoutEnd('a))', ')'), withoutEnd('))', ')'), withoutStart('((a(', '('), withoutStart('', '(')],
      ['a', '', 'a(', ''],
    );
    assert.equal(codeBlock('\n\n a \n\n', 'x'), '<pre><code class="language-x"> a</code></pre>');
  });

  it('CodeSpans: runs of backticks', () => {
    for (const runs of [
      (size: number) => '`'.repeat(size),
      (size: number) => Array.from({ length: Math.sqrt(2 * size) }, (_, index) => '`'.repeat(index + 1)).join(' '),
    ])
      assertLinear((size) => {
        const { text, accesses } = counted(runs(size));
        const spans = new CodeSpans(text);
        for (let at = 0; at < text.length; at++) if (text[at] === '`') spans.endOf(at);
        return accesses();
      });
    const spans = new CodeSpans('`` a ` b `` c `');
    assert.deepEqual([spans.endOf(0), spans.endOf(5), spans.endOf(14)], [11, 15, undefined]);
  });

  it('references: tags without an end', () => {
    for (const text of [(size: number) => `{% post_url ${' '.repeat(size)}x`, (size: number) => '{% link '.repeat(size)])
      assertLinear((size) => {
        const finder = new Finder(text(size));
        assert.deepEqual(references(finder.text, finder), []);
        return finder.visited;
      });
    assert.deepEqual(references('{% link a{% link b %}{%- post_url c-%} {% link\nd\n%}{% link e\nf %}'), ['a{% link b', 'c', 'd']);
  });

  it('references: tags that end on another line', (context) => {
    let sliced = 0;
    const { slice } = String.prototype;
    context.mock.method(String.prototype, 'slice', function (this: string, ...range: [number?, number?]) {
      const part = slice.apply(this, range);
      sliced += part.length;
      return part;
    });
    assertLinear((size) => {
      sliced = 0;
      const finder = new Finder(`${'{% link '.repeat(size)}x\n\n.%}`);
      assert.deepEqual(references(finder.text, finder), []);
      return finder.visited + sliced;
    });
  });

  it('parseAttributes: quoted values that contain quotes', () => {
    assert.deepEqual(parseAttributes(`a="x"y b='z' #i.c d .e`).pairs, [
      ...[
        ['b', 'z'],
        ['id', 'i'],
        ['class', 'c'],
        ['class', 'e'],
      ],
    ]);
    assert.deepEqual(parseAttributes(`a="x"y z" c`), { pairs: [['a', 'x"y z']], references: ['c'] });
  });
});

describe('Markdown takes steps in proportion to its length', () => {
  const texts: Record<string, [text: (size: number) => string, dialect?: Dialect]> = {
    'unclosed paragraphs and lists': [(size) => '<p>\n\n<ol>\n\n'.repeat(size)],
    'Markdown in unclosed elements': [(size) => '<div markdown="1">\n<p markdown="1">\n'.repeat(size)],
    'unclosed extensions': [(size) => '{::comment}\n{::nomarkdown}\n'.repeat(size)],
    'unclosed math': [(size) => '$$ a\n\n'.repeat(size)],
    'many lists after one block': [(size) => `${'- a\n'.repeat(size)}${'{:.a}\n'.repeat(size)}`],
    ...Object.fromEntries(
      ['[', '![', '![[]', '[a][', '[a', '[a](', '[`', '[[]](b'].map((open) => [`brackets: ${open}`, [(size: number) => open.repeat(size)]]),
    ),
    'pictures in pictures': [(size) => `${'!['.repeat(size)}a${'](b)'.repeat(size)}`],
    'plain lines that could hold addresses': [(size) => 'import a\n'.repeat(size), 'linked'],
  };
  for (const [name, [text, dialect]] of Object.entries(texts)) it(name, () => assertLinear((size) => parsing(text(size), dialect), 1_000));

  it('names that are links with autolinks: rejected by the step limit', () => {
    assert.throws(() => markdownToHtml('*a* b.example\n'.repeat(20_000), 'commonmark', undefined, { autolinks: 'all' }), OverBudgetError);
  });

  it('footnotes do not copy tokens of other footnotes', (context) => {
    let copied = 0;
    const { concat } = Array.prototype;
    const prototype: { concat: typeof concat } = Object.getPrototypeOf([]);
    prototype.concat = function (this: unknown[], ...given: unknown[]) {
      copied += this.length;
      return concat.apply(this, given);
    };
    context.after(() => {
      prototype.concat = concat;
    });
    const notes = (size: number) => Array.from({ length: size }, (_, index) => `a[^${index}]\n\n[^${index}]: note\n\n`).join('');
    const html = markdownToHtml(notes(500), 'kramdown');
    assert.equal(html.match(/class="footnote-item"><p>note <a/g)?.length, 500);
    assert.ok(copied < 10_000, `${copied} tokens were copied`);
  });

  const refused: Record<string, [text: string, dialect: Dialect]> = {
    'lazy lines of a deep quote': [`${'> '.repeat(99)}a\n${'a\n'.repeat(50_000)}`, 'commonmark'],
    'abbreviations in a long text': [
      `${Array.from({ length: 5_000 }, (_, index) => `*[a${index}]: b\n`).join('')}\n\n${'a1 '.repeat(50_000)}`,
      'kramdown',
    ],
    'addresses among marks': ['*a* http://a.b\n'.repeat(20_000), 'linked'],
    'quotes that a lazy line ends': [`${'>[a]: b\n'.repeat(100)}{:\n`.repeat(300), 'linked'],
    'lines that look like tables': [`> ${'a|\n> # b|\n> '.repeat(5_000)}c`, 'kramdown'],
    'an attribute list used many times': [`{:x: ${'a="b" '.repeat(5_000)}}\n\n${'a\n{:x}\n\n'.repeat(5_000)}`, 'kramdown'],
  };
  for (const [name, [text, dialect]] of Object.entries(refused))
    it(`${name}: rejected by the step limit`, () => {
      assert.throws(
        () => markdownToHtml(text, dialect),
        (error) => error instanceof OverBudgetError && /more than \d+ steps to parse/.test(error.message),
      );
    });

  it('definitions used many times: rejected by the character limit', () => {
    const times = 1_000;
    for (const text of [`[a]: /${'b'.repeat(5_000)}\n\n${'[a] '.repeat(times)}`, `*[a]: ${'b'.repeat(5_000)}\n\n${'a '.repeat(times)}`])
      assert.throws(() => markdownToHtml(text), /at most 2000000 characters in the body, got more/);
  });
});

describe('the step limit of a post', () => {
  const granted = async (subject: string, text: string) => /more than (\d+) steps/.exec((await SUBJECTS[subject]?.run(text)) ?? '')?.[1];
  /** Each lazy line takes 80 steps. */
  const quote = `${'> '.repeat(20)}a\n`;
  const lazy = `${quote}${'a\n'.repeat(5_000)}`;

  it('is shared by shortcodes and Markdown: 100,000 plus five for each character of the body', async () => {
    for (const subject of ['obsidian', 'hugo', 'kramdown'])
      assert.equal(await granted(subject, `${lazy}\n{{< a >}}\n`), String(100_000 + 5 * (lazy.length + 11)), subject);
  });

  it('grows by one for each character that is not in the body', async () => {
    const loop = `${quote}{% for i in (1..5000) %}a\n{% endfor %}\n`;
    assert.equal(await granted('liquid', loop), String(100_000 + 5 * loop.length + lazy.length + 1 - loop.length));
    const filtered = `{{ "${lazy}" | markdownify }}\n`;
    assert.equal(await granted('liquid', filtered), String(100_000 + 5 * filtered.length + lazy.length));
  });

  it('also applies where Liquid calls Markdown', async () => {
    assert.match(
      (await SUBJECTS.liquid?.run(`{{ "${lazy}" | markdownify }}`)) ?? '',
      /^the text takes more than \d+ steps to parse .*; split the post$/,
    );
  });
});

describe('formulas', () => {
  it('with macros are rejected before they fill more than a body', async (context) => {
    const { MACROS } = await import('../fuzz/cost/regressions.ts');
    const temml = (await import('temml')).default;
    const made = context.mock.method(temml, 'renderToString');
    const file = (count: number) => SUBJECTS.formulas?.run(`$${MACROS}$ `.repeat(count));
    assert.equal(await file(2), 'published');
    made.mock.resetCalls();
    assert.match((await file(2_000)) ?? '', /at most 2000000 characters in the body, got more/);
    assert.ok(made.mock.callCount() < 100, `${made.mock.callCount()}`);
  });
});

describe('shortcodes', () => {
  it('produce no more text than the body limit', async () => {
    const body = '{{< param big >}}'.repeat(1_000);
    await assert.rejects(expanded(body, 'hugo', { variables: { big: 'x'.repeat(5_000) } }), OverBudgetError);
    const links = { a: `https://blog.example/${'x'.repeat(5_000)}` };
    await assert.rejects(expanded('[[a]]'.repeat(1_000), 'obsidian', { links, key: 'p.md' }), OverBudgetError);
    await assert.rejects(expanded('[x](@/a)'.repeat(1_000), 'zola', { links }), OverBudgetError);
  });

  it('without an end remain text', async () => {
    for (const [generator, text] of [
      ['zola', '{{/*'],
      ['zola', '{%/*'],
      ['wordpress', '[code '],
      ['hugo', '{{</*'],
    ] as const) {
      const body = text.repeat(5_000);
      assert.equal((await expanded(body, generator)).text, body);
    }
    assert.equal((await expanded('import a\n'.repeat(5_000), 'astro', { key: 'p.mdx' })).text, 'import a\n'.repeat(5_000));
  });
});

describe('HTML', () => {
  it('has a limit of open elements', () => {
    assert.doesNotThrow(() => safeHtml('<b>'.repeat(10_000), 'https://a.example/'));
    assert.throws(
      () => safeHtml('<b>'.repeat(10_001), 'https://a.example/'),
      /at most 10000 elements of HTML inside one another, got more/,
    );
  });

  it('may grow by absolute addresses up to the body limit', () => {
    const base = `https://a.example/${'x'.repeat(2_000)}`;
    assert.throws(() => safeHtml('<a href="?b">c</a>'.repeat(2_000), base), OverBudgetError);
    assert.doesNotThrow(() => safeHtml('<a href="?b">c</a>'.repeat(500), base));
  });

  it('keeps the first 100 candidates of a srcset', () => {
    const candidates = (count: number) => Array.from({ length: count }, (_, index) => `/${index}.png ${index + 1}w`).join(', ');
    const html = (count: number) => safeHtml(`<img srcset="${candidates(count)}">`, 'https://a.example/');
    assert.deepEqual([html(100).match(/\.png/g)?.length, html(5_000).match(/\.png/g)?.length], [100, 100]);
  });
});

describe('Liquid counts the cost of long expressions', () => {
  const run = (text: string) => SUBJECTS.liquid?.run(text);
  const long = 'i == 1 and '.repeat(500);
  const list = `"${'1,'.repeat(1_000)}" | split: ","`;
  for (const filter of ['where_exp', 'find_exp', 'group_by_exp', 'reject_exp', 'has_exp', 'find_index_exp'])
    it(`${filter} with a long condition`, async () => {
      assert.match(
        (await run(`{% assign a = ${list} | ${filter}: "i", "${long} i" %}{{ a }}`)) ?? '',
        /the template takes more than 100000 steps/,
      );
      assert.equal(await run(`{% assign a = ${list} | ${filter}: "i", "i == 1" %}{{ a | size }}`), 'published');
    });

  it('an unparsable output does not split the template into lines again', async (context) => {
    const split = context.mock.method(String.prototype, 'split');
    const splits = async (count: number) => {
      split.mock.resetCalls();
      assert.equal(await run('{{}}\n'.repeat(count)), 'published');
      return split.mock.calls.filter((call) => String(call.arguments[0]) === '\n').length;
    };
    assert.equal(await splits(1_000), await splits(100));
  });

  it('tags and filters in loops', async () => {
    const loop = (inside: string) => run(`{% for i in (1..5000) %}${inside}{% endfor %}`);
    const branches = `{% if a %}${'{% elsif b %}'.repeat(100)}{% endif %}`;
    const whens = `{% case a %}${'{% when 1 %}'.repeat(100)}{% endcase %}`;
    for (const inside of [branches, whens, `{{ a ${'| upcase '.repeat(200)} }}`])
      assert.match((await loop(inside)) ?? '', /more than 100000 steps/);
    assert.equal(await loop('{% if a %}{% elsif b %}{% endif %}{{ a | upcase }}'), 'published');
  });
});
