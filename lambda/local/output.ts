/** The only place that writes to a terminal: every line goes through `printable`, whoever made it. */
import { printable, printableJson } from '../core/text/printable.ts';

/** Colours of our own: bold, red, yellow, and back. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a colour begins with
const COLOUR = /(\u001b\[(?:1|22|31|33|39)m)/;

const printableLine = (line: string): string =>
  line
    .split(COLOUR)
    .map((part, index) => (index % 2 === 1 ? part : printable(part)))
    .join('');

export function writeLines(stream: Pick<NodeJS.WriteStream, 'write'>, lines: readonly string[]): void {
  for (const line of lines) stream.write(`${printableLine(line)}\n`);
}

export const writeJson = (value: unknown): void => void process.stdout.write(`${printableJson(value)}\n`);
