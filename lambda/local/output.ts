/** The only module that writes to the terminal. */
import { printable, printableJson } from '../core/text/printable.ts';

/** Exit code: posts have errors. */
export const REFUSED = 1;
/** Exit code: wrong usage or configuration, or all posts are missing. */
export const WRONG = 2;

// biome-ignore lint/suspicious/noControlCharactersInRegex: color sequences begin with a control character
const COLOR = /(\u001b\[(?:1|22|31|33|39)m)/;

const printableLine = (line: string): string =>
  line
    .split(COLOR)
    .map((part, index) => (index % 2 === 1 ? part : printable(part)))
    .join('');

export function writeLines(stream: Pick<NodeJS.WriteStream, 'write'>, lines: readonly string[]): void {
  for (const line of lines) stream.write(`${printableLine(line)}\n`);
}

export const writeJson = (value: unknown): void => void process.stdout.write(`${printableJson(value)}\n`);

/** `--color` and `--no-color`, FORCE_COLOR, NO_COLOR, the terminal: the order of Node's `getColorDepth`. */
export function hasColors(
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'hasColors'>,
  flag: boolean | undefined,
  { FORCE_COLOR, NO_COLOR }: NodeJS.ProcessEnv = process.env,
): boolean {
  if (flag !== undefined) return flag;
  if (FORCE_COLOR) return !/^(?:0|false)$/.test(FORCE_COLOR);
  return !NO_COLOR && stream.isTTY && stream.hasColors();
}
