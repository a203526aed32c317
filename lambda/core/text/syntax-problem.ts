import type { Key, Problem } from '../model.ts';

export interface Position {
  line: number;
  column: number;
}

export class SyntaxProblem extends Error {
  readonly line: number;
  readonly column: number;

  constructor(message: string, { line, column }: Position = { line: 1, column: 1 }) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split(/\r\n?|\n/);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** Our bug: this post's last good version stays. */
export const crashProblem = (key: Key, error: unknown): Problem => ({
  key,
  line: 1,
  column: 1,
  message: `Linefeed failed on this file (${error instanceof Error ? error.message : error}); please report it, with the file`,
  severity: 'error',
});
