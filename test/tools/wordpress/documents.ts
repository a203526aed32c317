/** Generates the stored text of a WordPress post from a seed and a number: of the classic editor, or of blocks. */
import { Dice } from '../../fuzz/generate.ts';
import { BLOCKS } from './blocks.ts';
import { CODE, line, linkedPicture, type Make, oneLine, paragraph, picture, plain, VIDEOS } from './spans.ts';

const list: Make = (dice, depth) => {
  const name = dice.of(['ul', 'ol']);
  const between = dice.of(['\n', '\n\t', '']);
  const item = () => {
    if (depth > 1 || dice.chance(0.7)) return oneLine(dice, depth);
    return dice.of<Make>([
      (_, level) => `${oneLine(dice, level)}\n${list(dice, level)}`,
      (_, level) => `${oneLine(dice, level)}${list(dice, level)}`,
      (_, level) => paragraph(dice, level),
      (_, level) => `<p>${oneLine(dice, level)}</p>`,
    ])(dice, depth + 1);
  };
  return `<${name}>${between}${Array.from({ length: 1 + dice.below(3) }, () => `<li>${item()}</li>`).join(between)}${between && '\n'}</${name}>`;
};

const table: Make = (dice, depth) => {
  const row = (cell: string) =>
    `<tr>${dice.of(['', '\n'])}${Array.from({ length: 2 }, () => `<${cell}>${oneLine(dice, depth)}</${cell}>`).join(dice.of(['', '\n']))}\n</tr>`;
  return `<table>\n${dice.chance(0.5) ? `<thead>\n${row('th')}\n</thead>\n` : ''}<tbody>\n${row('td')}\n${row('td')}\n</tbody>\n</table>`;
};

const caption: Make = (dice, depth) =>
  dice.chance(0.8)
    ? `[caption id="attachment_7" align="alignnone" width="300"]${linkedPicture(dice)} ${oneLine(dice, depth).replace(/[[\]]/g, '')}[/caption]`
    : `[caption id="attachment_7" width="300" caption="${plain(dice)}"]${linkedPicture(dice)}[/caption]`;

const CLASSIC: readonly Make[] = [
  paragraph,
  paragraph,
  paragraph,
  paragraph,
  list,
  list,
  table,
  caption,
  (dice, depth) =>
    `<h${2 + dice.below(4)}>${oneLine(dice, depth).replace(/<br ?\/?>/g, '')}</h2>`.replace(/<h(\d)>(.*)<\/h2>$/s, '<h$1>$2</h$1>'),
  (dice, depth) => `<blockquote>${dice.of(['', '\n'])}${classic(dice, depth + 1, 2)}${dice.of(['', '\n'])}</blockquote>`,
  (dice) => `<pre>${dice.of(CODE)}</pre>`,
  (dice) => `<pre><code>${dice.of(CODE)}</code></pre>`,
  (dice, depth) => `<p${dice.of(['', ' style="text-align: center;"'])}>${line(dice, depth)}</p>`,
  (dice, depth) =>
    `<div class="note">${dice.of(['', '\n', '\n\n'])}${depth > 1 ? oneLine(dice, depth) : classic(dice, depth + 1, 2)}${dice.of(['', '\n', '\n\n'])}</div>`,
  (dice) => linkedPicture(dice),
  (dice) => dice.of(VIDEOS),
  (dice, depth) => `${oneLine(dice, depth)}\n${dice.of(VIDEOS)}\n${oneLine(dice, depth)}`,
  (dice) => `[embed]${dice.of(VIDEOS)}[/embed]`,
  (dice) =>
    dice.of([
      '[audio src="https://a.example/b.mp3"]',
      '[audio mp3="https://a.example/b.mp3"][/audio]',
      '[video width="640" height="360" mp4="https://a.example/b.mp4"][/video]',
    ]),
  (dice) => dice.of(['[gallery ids="7,8"]', '[gallery columns="2" ids="8"]']),
  () => '<hr />',
  () => '<!--more-->',
  () => '&nbsp;',
  (dice, depth) => `<dl><dt>${plain(dice)}</dt><dd>${oneLine(dice, depth)}</dd></dl>`,
  (dice, depth) => `<center>${oneLine(dice, depth)}</center>`,
  (dice, depth) => `<figure>\n${picture(dice)}\n<figcaption>${oneLine(dice, depth)}</figcaption>\n</figure>`,
  (dice, depth) => `${oneLine(dice, depth)}\n${list(dice, depth)}\n${oneLine(dice, depth)}`,
  (dice, depth) => `<div>${oneLine(dice, depth)}\n\n${oneLine(dice, depth)}</div>`,
  (dice, depth) => `${oneLine(dice, depth)}${dice.of(['\r\n\r\n', '\n \n', '\n\n\n', '<br /><br />'])}${oneLine(dice, depth)}`,
  () => '<iframe width="560" height="315" src="https://www.youtube.com/embed/dQw4w9WgXcQ" frameborder="0" allowfullscreen></iframe>',
];

function classic(dice: Dice, depth: number, most: number): string {
  const makers = depth > 1 ? CLASSIC.slice(0, 4) : CLASSIC;
  return Array.from({ length: 1 + dice.below(most) }, () => dice.of(makers)(dice, depth)).join(dice.of(['\n\n', '\n\n', '\n\n', '\n']));
}

export function documentOf(seed: number, number: number): string {
  const dice = new Dice(seed * 1_000_003 + number);
  if (number % 2 === 0) return classic(dice, 0, 4);
  return Array.from({ length: 1 + dice.below(4) }, () => dice.of(BLOCKS)(dice, 0)).join('\n\n');
}
