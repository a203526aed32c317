/** Generates a kramdown document from a seed and a number: nested blocks, and every kind of span in them. */
import { Dice } from '../../fuzz/generate.ts';

const WORDS =
  'the kettle sings over a small fire and nobody minds its "low" song, it\'s old -- 1998 or so... isn\'t it? Yes! (once) 3 < 4 & 5'.split(
    ' ',
  );
const NAMES = ['alpha', 'beta', 'gamma'];

/** The targets that a document may refer to. */
interface Scope {
  dice: Dice;
  notes: string[];
  depth: number;
}

const indented = (text: string, by: string): string => text.replace(/^(?=.)/gm, by);
const quoted = (text: string): string => text.replace(/^/gm, '> ').replace(/^> $/gm, '>');

function words({ dice }: Scope, most = 6): string {
  return Array.from({ length: 1 + dice.below(most) }, () => dice.of(WORDS)).join(' ');
}

const plain = ({ dice }: Scope): string =>
  Array.from({ length: 1 + dice.below(3) }, () => dice.of(['kettle', 'fire', 'song', 'HTML', 'tin', 'Öl'])).join(' ');

const SPANS: readonly ((scope: Scope) => string)[] = [
  (scope) => words(scope),
  (scope) => words(scope),
  (scope) => words(scope),
  (scope) => `*${plain(scope)}*`,
  (scope) => `_${plain(scope)}_`,
  (scope) => `**${plain(scope)}**`,
  (scope) => `**${plain(scope)} *${plain(scope)}***`,
  (scope) => `~~${plain(scope)}~~`,
  ({ dice }) => dice.of(['`code`', '``a ` b``', '`<b> & "c"`', '`HTML | x`', '`a -- b`']),
  (scope) => `[${plain(scope)}](https://a.example/${scope.dice.of(['', 'b?c=d&e', 'b_c_d', 'b "Title"', 'b \'A "title"\''])})`,
  (scope) => `[*${plain(scope)}*](/b/ "T")`,
  (scope) => `[${plain(scope)}][${scope.dice.of(NAMES)}]`,
  ({ dice }) => `[${dice.of(NAMES)}][]`,
  ({ dice }) => `[${dice.of(NAMES)}]`,
  ({ dice }) => dice.of(['![a picture](/a.png)', '![a "b"](/a.png "T")', '[![b](/b.png)](/c/)']),
  ({ dice }) => dice.of(['<https://a.example/b_c>', '<me@a.example>']),
  ({ dice }) => dice.of(['<b>bold</b>', '<kbd>Ctrl</kbd>', 'a<br>b', '<span class="x">*s*</span>', '<!-- no -->']),
  ({ dice }) =>
    dice.of(['&copy;', '&amp;', 'AT&T', '&#8617;', '\\*no\\*', '\\[no\\]', 'a\\_b', '1 * 2 * 3', 'snake_case_name', 'a\\\\b', '\\`']),
  ({ dice }) =>
    dice.of(['"quotes"', "'single'", "the '80s", '"*em*"', 'a---b', 'a -- b', 'wait...', '<<guillemets>>', "rock 'n' roll", '5\'6"']),
  (scope) => `*${plain(scope)}*{: .x}`,
  ({ dice, notes }) => {
    const name = dice.of(['1', '2', 'note', 'long-one']);
    notes.push(name);
    return `word[^${name}]`;
  },
  ({ dice }) => dice.of(['HTML', 'the HTML and CSS of it', 'XHTML']),
  ({ dice }) => dice.of(['end  \nstart', 'end\\\\\nstart', 'line\nline']),
];

const line = (scope: Scope): string => Array.from({ length: 1 + scope.dice.below(4) }, () => scope.dice.of(SPANS)(scope)).join(' ');
const oneLine = (scope: Scope): string => line(scope).replace(/(?: {2}|\\\\)?\n/g, ' ');
const paragraph = (scope: Scope): string => Array.from({ length: 1 + scope.dice.below(3) }, () => line(scope)).join('\n');

function item(scope: Scope, mark: string): string {
  const { dice, depth } = scope;
  const rest = ' '.repeat(mark.length);
  const text = dice.chance(0.8) ? oneLine(scope) : line(scope);
  if (depth > 2 || dice.chance(0.6)) return mark + indented(text, rest).trimStart();
  const inner = { ...scope, depth: depth + 1 };
  const more = dice.of([
    () => `\n${list(inner)}`,
    () => `\n\n${paragraph(inner)}`,
    () => `\n\n${block(inner)}`,
    () => `\n${list(inner)}`,
  ])();
  return mark + indented(text + more, rest).trimStart();
}

function list(scope: Scope): string {
  const { dice } = scope;
  const mark = dice.of(['- ', '* ', '+ ', '1. ', '-   ', '1.  ', '2. ', '7.  ']);
  const between = dice.of(['\n', '\n', '\n', '\n\n']);
  return Array.from({ length: 1 + dice.below(4) }, () => item(scope, mark)).join(between);
}

function table(scope: Scope): string {
  const { dice } = scope;
  const columns = 2 + dice.below(2);
  const cell = () => oneLine(scope).replace(/(?<!`[^`\n]*)\|/g, '\\|');
  const row = () => `| ${Array.from({ length: columns }, cell).join(' | ')} |`;
  const rule = `|${Array.from({ length: columns }, () => dice.of(['---', ':--', '--:', ':-:'])).join('|')}|`;
  const head = dice.chance(0.7) ? [row(), rule] : [];
  return [...head, ...Array.from({ length: 1 + dice.below(3) }, row)].join('\n');
}

/** Items of two kinds, without blank lines. */
const mixedList = (scope: Scope): string =>
  Array.from({ length: 2 + scope.dice.below(4) }, () => `${scope.dice.of(['1. ', '- ', '2. ', '* '])}${oneLine(scope)}`).join('\n');

const CODE = ['if (a < b && c) {\n  return "x";\n}', '# no heading\n- no list', '<b>&amp;</b>', 'HTML\n\ntwo -- lines\n'];

const BLOCKS: readonly ((scope: Scope) => string)[] = [
  paragraph,
  paragraph,
  paragraph,
  list,
  list,
  mixedList,
  (scope) => `${'#'.repeat(1 + scope.dice.below(6))} ${oneLine(scope)}${scope.dice.of(['', '', ' ##', ' {#an-id}'])}`,
  (scope) => `${oneLine(scope)}\n${scope.dice.of(['===', '---'])}`,
  (scope) => quoted(blocks({ ...scope, depth: scope.depth + 1 }, 2)),
  (scope) => quoted(paragraph(scope)),
  table,
  ({ dice }) => indented(dice.of(CODE), '    '),
  ({ dice }) =>
    dice
      .of(['```js\n', '~~~\n', '~~~ ruby\n', '```\n'])
      .replace(/^(...)(.*)\n$/, (_, fence: string, language: string) => `${fence}${language}\n${dice.of(CODE)}\n${fence}`),
  (scope) => `${plain(scope)}\n: ${oneLine(scope)}${scope.dice.of(['', `\n: ${plain(scope)}`, `\n\n${plain(scope)}\n: ${line(scope)}`])}`,
  // In an item, kramdown ends the list at a rule.
  ({ dice, depth }) => (depth === 0 ? dice.of(['* * *', '---', '***']) : 'Text.'),
  (scope) => `<div>\n${plain(scope)} *${plain(scope)}* <b>${plain(scope)}</b>\n</div>`,
  (scope) => `<div markdown="1">\n${paragraph(scope)}\n</div>`,
  (scope) => `<p class="x">${plain(scope)}</p>`,
  (scope) => `${paragraph(scope)}\n{: .lead #${scope.dice.of(['one', 'two'])}}`,
  (scope) => `{: .note}\n${list(scope)}`,
  () => '# Contents\n{:.no_toc}\n\n* toc\n{:toc}',
  () => '{::comment}\nnot shown\n{:/comment}',
  (scope) => `${paragraph(scope)}\n^\n${list(scope)}`,
];

function block(scope: Scope): string {
  return scope.depth > 2 ? paragraph(scope) : scope.dice.of(BLOCKS)(scope);
}

function blocks(scope: Scope, most: number): string {
  return Array.from({ length: 1 + scope.dice.below(most) }, () => block(scope)).join('\n\n');
}

export function documentOf(seed: number, number: number): string {
  const scope: Scope = { dice: new Dice(seed * 1_000_003 + number), notes: [], depth: 0 };
  const { dice } = scope;
  const body = blocks(scope, 5);
  const notes = [...new Set(scope.notes)].filter(() => dice.chance(0.9));
  const definitions = [
    ...NAMES.map((name) => `[${name}]: https://${name}.example/${dice.of(['', ' "A title"'])}`),
    ...(dice.chance(0.3) ? ['*[HTML]: Hyper Text'] : []),
    ...notes.map(
      (name) =>
        `[^${name}]: ${oneLine({ ...scope, notes: [] }).replace(/\[\^[\w-]+\]/g, '')}${dice.chance(0.2) ? `\n\n    ${plain(scope)}\n` : ''}`,
    ),
  ];
  return `${body}\n\n${definitions.join('\n')}\n`;
}
