import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readFrontMatter } from '../../../lambda/core/post/front-matter.ts';
import { SyntaxProblem } from '../../../lambda/core/text/syntax-problem.ts';

const FORMS: [string, string, Record<string, unknown>, string, number][] = [
  ['YAML', '---\ntitle: A\n---\nBody\n', { title: 'A' }, 'Body\n', 4],
  ['---yaml', '---yaml\ntitle: A\n---\nBody', { title: 'A' }, 'Body', 4],
  ['spaces after the fences', '---  \ntitle: A\n--- \t\nBody', { title: 'A' }, 'Body', 4],
  ['closed with dots, as Jekyll allows', '---\ntitle: A\n...\nBody', { title: 'A' }, 'Body', 4],
  ['a rule in the body', '---\ntitle: A\n---\nBody\n\n---\nMore', { title: 'A' }, 'Body\n\n---\nMore', 4],
  ['dashes inside a text', '---\ntitle: |\n  ---\n  x\n---\nBody', { title: '---\nx\n' }, 'Body', 6],
  ['empty', '---\n---\nBody', {}, 'Body', 3],
  ['a blank line', '---\n\n---\nBody', {}, 'Body', 4],
  ['a comment', '---\n# nothing\n---\nBody', {}, 'Body', 4],
  ['no body', '---\ntitle: A\n---', { title: 'A' }, '', 3],
  ['blank lines before the body', '---\ntitle: A\n---\n\n\nBody', { title: 'A' }, '\n\nBody', 4],
  ['TOML', '+++\ntitle = "A"\ndate = 2026-03-01\n+++\nBody', { title: 'A', date: '2026-03-01' }, 'Body', 5],
  ['---toml', '---toml\ntitle = "A"\n---\nBody', { title: 'A' }, 'Body', 4],
  ['---TOML', '---TOML\ntitle = "A"\n---\nBody', { title: 'A' }, 'Body', 4],
  ['---json', '---json\n{"title": "A"}\n---\nBody', { title: 'A' }, 'Body', 4],
  ['bare JSON', '{\n  "title": "}{\\"",\n  "a": {"b": 1}\n}\n\nBody', { title: '}{"', a: { b: 1 } }, '\nBody', 5],
  ['bare JSON, body on its line', '{"title": "A"} Body', { title: 'A' }, ' Body', 1],
  ['bare JSON, empty', '{}\nBody', {}, 'Body', 2],
  ['a separator that is a map', '---\nexcerpt_separator: {toString: 1}\n---\nBody', { excerpt_separator: { toString: 1 } }, 'Body', 4],
];

for (const [name, text, data, body, bodyLine] of FORMS) {
  test(`front matter: ${name}`, async () => {
    const read = await readFrontMatter(text);
    assert.deepEqual([read?.data, read?.body, read?.bodyLine], [data, body, bodyLine]);
  });
}

/** Hugo 0.111 finds it after all of these except the invisible characters, as do Zola and Astro. */
const BEFORE: Record<string, string> = {
  'a blank line': '\n',
  spaces: '  ',
  'blank lines and spaces': ' \n\t\n \n',
  'a byte order mark': '\uFEFF',
  'a byte order mark and a blank line': '\uFEFF\n',
  'a blank line and a byte order mark': '\n\uFEFF',
  'a zero-width space': '\u200B',
  'a zero-width space and a blank line': '\u200B\n',
  'a word joiner, a soft hyphen and a direction mark': '\u2060\u00AD\u200E\n',
  'a no-break space': '\u00A0\n',
  'a control character': '\0\n',
};

for (const [name, before] of Object.entries(BEFORE)) {
  for (const [form, text, data, body, bodyLine] of FORMS) {
    test(`front matter after ${name}: ${form}`, async () => {
      const read = await readFrontMatter(before + text);
      const line = bodyLine + before.split('\n').length - 1;
      assert.deepEqual([read?.data, read?.body, read?.bodyLine, (before + text).startsWith(read?.source ?? '-')], [data, body, line, true]);
    });
  }
}

test('reports the location of a mistake after blank lines', async () => {
  const at = async (text: string) => {
    const error = await readFrontMatter(text).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof SyntaxProblem, String(error));
    return [error.line, error.column];
  };
  assert.deepEqual(await at('\n \n---\ntitle: A\ndate: b: c\n---\n'), [5, 8]);
  assert.deepEqual(await at('\n  ---ts\n---\n'), [2, 6]);
  assert.deepEqual(await at('\n  {"title": x}\nBody'), [2, 13]);
  assert.deepEqual(await at('\u200B\n---\ntitle: A\n'), [2, 1]);
});

for (const text of ['\n---\n\nText after a break\n\n---\nMore', '\n---\nText\n', '\n\n---\n*Emphasis*: yes\n---\n']) {
  test(`a thematic break after blank lines is not front matter: ${JSON.stringify(text)}`, async () => {
    assert.equal(await readFrontMatter(text), undefined);
  });
}

test('rejects a block that includes the body up to its first thematic break', async () => {
  const text = '---\ntitle: A\ndate: 2026-01-01\n\nWhat we saw on the way: a goat.\n\n---\nMore\n';
  await assert.rejects(readFrontMatter(text), /contains the sentence "What we saw …"; add the line with ---/);
  const spaced = await readFrontMatter('---\ndate created by me: 2026-01-01\n---\nText');
  assert.deepEqual(spaced?.data, { 'date created by me': '2026-01-01' });
});

for (const text of ['Body', '', '----\na: 1\n----\n', '++++\n', '{{ page.title }}', '{% if x %}', '{ x', 'x\n---\na: 1\n---\n']) {
  test(`not front matter: ${JSON.stringify(text)}`, async () => {
    assert.equal(await readFrontMatter(text), undefined);
  });
}

const BROKEN: [string, string, number, number, RegExp][] = [
  ['YAML', '---\ntitle: A\ndate: b: c\n---\n', 3, 8, /^not valid YAML/],
  ['YAML, open quote', '---\ntitle: "A\n---\nBody', 3, 1, /^not valid YAML/],
  ['TOML', '+++\ntitle = "A"\ndate = \n+++\n', 3, 8, /^not valid TOML/],
  ['---toml', '---toml\ntitle = A\n---\n', 2, 9, /^not valid TOML/],
  ['---json', '---json\n{"title": "A",\n}\n---\n', 3, 1, /^not valid JSON/],
  ['bare JSON', '{"title": "A",\n  "date": x\n}\nBody', 2, 11, /^not valid JSON/],
  ['bare JSON, not closed', '{"title": "A",\n', 1, 1, /not closed; add the missing }/],
  ['never closed', '---\ntitle: A\n', 1, 1, /not closed; add a line with ---/],
  ['TOML never closed', '+++\ntitle = "A"\n---\n', 1, 1, /not closed; add a line with \+\+\+/],
  ['only a fence', '---', 1, 1, /not closed/],
  ['text', '---\nhello\n---\n', 2, 1, /not a single value or a list/],
  ['list', '---\n- a\n- b\n---\n', 2, 1, /not a single value or a list/],
  ['text after the opening', '---title: A\ndate: x\n---\n', 1, 4, /expected a line with --- alone/],
  ['a property of Object.prototype', '---toString\na: 1\n---\n', 1, 4, /expected a line with --- alone/],
  ['text after a fence inside', '---\ntitle: A\n---- \nb: 1\n---\n', 3, 1, /expected a line with --- alone/],
  ['control character', '---\ntitle: a\u0007b\n---\n', 2, 9, /control character/],
];

for (const [name, text, line, column, message] of BROKEN) {
  test(`rejects: ${name}`, async () => {
    // Twice: without options, gray-matter caches a text before it parses it, and then returns it as empty.
    for (const _ of [1, 2]) {
      await assert.rejects(readFrontMatter(text), (error) => {
        assert.ok(error instanceof SyntaxProblem, String(error));
        assert.match(error.message, message);
        assert.deepEqual([error.line, error.column], [line, column]);
        return true;
      });
    }
  });
}

for (const language of ['js', 'javascript', ' js', 'JS', 'coffee', 'CoffeeScript', 'cson', 'ts']) {
  test(`rejects program code and does not run it: ---${language}`, async () => {
    const global = globalThis as { ranFrontMatter?: boolean };
    const text = `---${language}\n{ title: (globalThis.ranFrontMatter = true) }\n---\nBody`;
    await assert.rejects(readFrontMatter(text), /(?:program code|title: computed by a program), which is not run/);
    assert.equal(global.ranFrontMatter, undefined);
  });
}

test('reads literals of front matter in JavaScript, as Eleventy 3.1.8 and gray-matter do', async () => {
  const declared = `---js\nconst title = "D";\nlet tags = ["x", "y"]; // two\nconst nav = {\n  key: "About",\n  order: 3\n}\nfunction helper() { return 1; }\nconst computed = helper();\n---\nBody`;
  const found = await readFrontMatter(declared);
  assert.deepEqual(
    [found?.data, found?.body, found?.bodyLine],
    [{ title: 'D', tags: ['x', 'y'], nav: { key: 'About', order: 3 } }, 'Body', 11],
  );
  assert.deepEqual((await readFrontMatter('---js\n{\n  title: "E", permalink: "/e/" }\n---\n'))?.data, { title: 'E', permalink: '/e/' });
  await assert.rejects(readFrontMatter('---js\nconst a = 1;\nconst permalink = "/" + a;\n---\n'), (error: SyntaxProblem) => {
    assert.equal(error.message, 'permalink: computed by a program, which is not run; write its value, or the front matter in YAML');
    assert.deepEqual([error.line, error.column], [3, 1]);
    return true;
  });
});

const HUGE: Record<string, [text: string, refusal: RegExp]> = {
  'a long text in bare JSON': [`{"a": "${'x'.repeat(4_900_000)}"}`, /at most 100000 characters of front matter, got 4900009/],
  'a long block': [`---\na: ${'x'.repeat(100_001)}\n---\n`, /at most 100000 characters of front matter, got 100005/],
  'Unicode line separators': [`---\n${'\u2028'.repeat(50_000)}a: 1\n---\n`, /too many blank lines/],
  'a few blank lines with many spaces': [`---\n${`${' '.repeat(1_000)}\n`.repeat(99)}a: 1\n---\n`, /too many blank lines/],
  'many blank lines': [`---\n${'\n'.repeat(99_000)}a: 1\n---\n`, /more than 2000 lines/],
  'brackets that would overflow the stack': [`---\na: ${'['.repeat(90_000)}\n---\n`, /nested too deep/],
  'aliases of aliases': [
    `---\na: &a [x,x,x,x,x,x,x,x,x,x]\n${[...'bcdefgh'].map((name, n) => `${name}: &${name} [${Array(10).fill(`*${'abcdefg'[n]}`)}]`).join('\n')}\n---\n`,
    /more than 500000 values/,
  ],
};

for (const [name, [text, message]] of Object.entries(HUGE)) {
  test(`rejects oversized front matter: ${name}`, () => assert.rejects(readFrontMatter(text), { constructor: SyntaxProblem, message }));
}

test('any text is read or rejected, and body and line agree with the text', async () => {
  const part = fc.oneof(
    fc.constantFrom(
      '---',
      '+++',
      '...',
      '\n',
      '\n',
      '\n',
      'a: 1',
      'a = 1',
      '{',
      '}',
      '"a": 1',
      '{{',
      ' ',
      '# x',
      '- x',
      '&a',
      '*a',
      'toml',
      'json',
      '<<: *a',
    ),
    fc.string({ maxLength: 4 }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('---\n', '+++\n', '---toml\n', '---json\n', '{"a":', '', '\n---\n', ' \u200B\n \n---\n', '\n  {"a":'),
      fc.array(part, { maxLength: 16 }),
      async (start, parts) => {
        const text = (start + parts.join('')).replace(/\r/g, '');
        const lines = text.split('\n').length;
        try {
          const read = await readFrontMatter(text);
          if (!read) return;
          assert.ok(text.endsWith(read.body) && text.startsWith(read.source));
          assert.equal(text.slice(0, text.length - read.body.length).split('\n').length, read.bodyLine);
        } catch (error) {
          assert.ok(error instanceof SyntaxProblem, String(error));
          assert.ok(
            error.line >= 1 && error.line <= lines && error.column >= 1,
            `${error.line}:${error.column} of ${JSON.stringify(text)}`,
          );
        }
      },
    ),
    { seed: 20260304, numRuns: 3_000 },
  );
});
