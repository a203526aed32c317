/** Words, pictures and lines of generated posts. */
import type { Dice } from '../../fuzz/generate.ts';

const WORDS =
  "the kettle sings over a small fire and nobody minds its \"low\" song, it's old -- 1998 or so... isn't it? Yes! (once) 3 &lt; 4 &amp; 5 x Wordpress :-) don't".split(
    ' ',
  );
export const ADDRESSES = ['https://a.example/', 'https://a.example/b?c=d&amp;e=f', '/b/', 'https://a.example/b_c_d/#e'];
export const VIDEOS = ['https://www.youtube.com/watch?v=dQw4w9WgXcQ', 'https://vimeo.com/76979871', 'https://youtu.be/dQw4w9WgXcQ'];

export type Make = (dice: Dice, depth: number) => string;

export const words = (dice: Dice, most = 6): string => Array.from({ length: 1 + dice.below(most) }, () => dice.of(WORDS)).join(' ');
export const plain = (dice: Dice): string =>
  Array.from({ length: 1 + dice.below(3) }, () => dice.of(['kettle', 'fire', 'song', 'tin', 'Öl'])).join(' ');
export const picture = (dice: Dice): string =>
  `<img class="alignnone size-full wp-image-7" src="https://a.example/${dice.of(['a', 'b_c', 'd'])}.jpg" alt="${dice.of(['', 'A kettle', "It's &quot;tin&quot;"])}" width="300" height="200" />`;
export const linkedPicture = (dice: Dice): string =>
  dice.chance(0.5) ? picture(dice) : `<a href="${dice.of(ADDRESSES)}">${picture(dice)}</a>`;

const SPANS: readonly Make[] = [
  (dice) => words(dice),
  (dice) => words(dice),
  (dice) => words(dice),
  (dice) => `<em>${words(dice, 3)}</em>`,
  (dice) => `<strong>${plain(dice)}</strong>`,
  (dice) => `<strong><em>${plain(dice)}</em> ${plain(dice)}</strong>`,
  (dice) => `<b>${plain(dice)}</b> <i>${plain(dice)}</i>`,
  (dice) =>
    `<${dice.of(['del', 'ins', 'sub', 'sup', 'small', 'abbr title="A &amp; B"', 'cite', 'q', 'u', 'kbd', 'span style="color: red"', 'big'])}>${words(dice, 3)}</>`,
  (dice) => `<a href="${dice.of(ADDRESSES)}"${dice.of(['', ' title="It\'s"', ' target="_blank"'])}>${words(dice, 3)}</a>`,
  (dice) => dice.of(['<code>a -- "b" &lt;c&gt;</code>', "<code>$x = 'y';</code>", "<tt>it's</tt>"]),
  (dice) =>
    dice.of([
      '"quotes"',
      "'single'",
      "the '80s",
      '"<em>em</em>"',
      'a---b',
      'a -- b',
      'a - b',
      'wait...',
      "rock 'n' roll",
      '5\'6"',
      '1920x1080',
      '(tm)',
      "``so''",
      "'tis",
      '12" (30 cm)',
      '"5" and "6"',
      'the "9 to 5" job',
    ]),
  (dice) =>
    dice.of([
      'AT&T',
      '&copy;',
      '&#8217;',
      '1 * 2 * 3',
      'snake_case_name',
      'a\\b',
      '[1]',
      '[note]',
      '{{ x }}',
      '{% y %}',
      '`z`',
      '~~w~~',
      '$5 and $6',
      '#one',
      '| a | b |',
      ':smile:',
      ':-(',
      '8O',
      '&nbsp;',
      '=&gt;',
      '*',
      '^2',
      'C++',
    ]),
  (dice) => dice.of(['a<br />b', 'a<br>b', 'a<!-- no -->']),
  (dice) => dice.of(['Wordpress', '(Wordpress)', '"Wordpress"', 'myWordpress']),
  (dice) => dice.of(['[foo]', '[foo bar="baz"]', '[[gallery]]', '[[caption]x[/caption]]', '[^1]', '[x](y)', '![x](y)', '[ ] to do']),
  (dice) => picture(dice),
  (dice) =>
    dice.of([
      '1. one',
      '- one',
      '+ one',
      '> one',
      '# one',
      '12) x',
      '1) x',
      '--',
      '---',
      '***',
      '===',
      '~~~',
      '```',
      ': x',
      '*[HTML]: x',
      '[x]: y',
      '[^1]: y',
      '{: .x}',
      '    four',
    ]),
];

export const line: Make = (dice, depth) =>
  Array.from({ length: 1 + dice.below(4) }, () =>
    dice
      .of(SPANS)(dice, depth)
      .replace(/^<(\w+)(.*)<\/>$/s, '<$1$2</$1>'),
  ).join(' ');
export const oneLine: Make = (dice, depth) => line(dice, depth).replace(/\n/g, ' ');
export const paragraph: Make = (dice, depth) => Array.from({ length: 1 + dice.below(3) }, () => line(dice, depth)).join('\n');

export const CODE = [
  'if (a &lt; b &amp;&amp; c) {\n  return "x";\n}',
  '# no heading\n\n- no list',
  'it\'s -- "so"\n\n\nthree',
  '&lt;b&gt;*x*&lt;/b&gt;',
];
