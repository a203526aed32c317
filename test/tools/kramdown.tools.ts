/** Generated documents, rendered by kramdown (Debian) and by Linefeed, look the same to readers. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { it } from 'node:test';
import { loadDialect, markdownToHtml } from '../../lambda/core/markdown/markdown.ts';
import { documentOf } from './kramdown/documents.ts';
import { seen } from './kramdown/seen.ts';

await loadDialect('kramdown');

const SEED = 1;
const DOCUMENTS = 10_000;
const EQUAL = 0.995;

/** Known differences, by a pattern in the document. */
const CLASSES: [name: string, pattern: RegExp][] = [
  ['a footnote of a comment alone', /^\[\^[\w-]+\]: <!--[^>]*-->$/m],
  ['a backtick as text before code with a pipe', /\\`.*`HTML \| x`/],
  ['a line of dashes alone in an item', /^\s+(?:[-*+]|\d+\.)\s+-+\s*$/m],
  ['items of two kinds, without blank lines', /^\d+\. .*\n[-*] |^[-*] .*\n\d+\. /m],
];

async function byKramdown(documents: readonly string[]): Promise<string[]> {
  const ruby = spawn('ruby', ['test/tools/kramdown/kramdown.rb'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const parts: Buffer[] = [];
  ruby.stdout.on('data', (part: Buffer) => parts.push(part));
  ruby.stdin.end(documents.map((document) => `${JSON.stringify([document])}\n`).join(''));
  const [code] = await once(ruby, 'close');
  assert.equal(code, 0);
  return Buffer.concat(parts)
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as [string])[0]);
}

/** From one line before the first difference. */
function differenceOf(ours: string, theirs: string): string {
  const [here, there] = [ours.split('\n'), theirs.split('\n')];
  const at = Math.max(0, here.findIndex((line, index) => line !== there[index]) - 1);
  return `here ${here.slice(at, at + 4).join(' ')} and there ${there.slice(at, at + 4).join(' ')}`;
}

it('renders the HTML of kramdown', async (context) => {
  const documents = Array.from({ length: DOCUMENTS }, (_, number) => documentOf(SEED, number));
  const theirs = await byKramdown(documents);
  assert.equal(theirs.length, DOCUMENTS);
  const counts = new Map<string, number>();
  const unknown: string[] = [];
  for (const [number, document] of documents.entries()) {
    const [here, there] = [seen(markdownToHtml(document, 'kramdown')), seen(theirs[number] ?? '')];
    if (here === there) continue;
    const name = CLASSES.find(([, pattern]) => pattern.test(document))?.[0] ?? 'another';
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (name === 'another') unknown.push(`document ${number}: ${differenceOf(here, there)}`);
  }
  for (const [name, count] of counts) context.diagnostic(`${count} differ: ${name}`);
  for (const line of unknown) context.diagnostic(line);
  const different = [...counts.values()].reduce((sum, count) => sum + count, 0);
  context.diagnostic(`${DOCUMENTS - different} of ${DOCUMENTS} are equal, with seed ${SEED}`);
  assert.ok(DOCUMENTS - different >= EQUAL * DOCUMENTS);
});
