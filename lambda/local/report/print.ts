/** What a command prints of its result. */
import type { Problem } from '../../core/model.ts';
import { hasColors, REFUSED, WRONG, writeJson, writeLines } from '../output.ts';
import { skippedLines } from './skipped-lines.ts';
import { hasErrors, problemLine, type Summary } from './summary-lines.ts';

export interface Output {
  format: 'text' | 'json';
  verbose?: boolean;
  /** @default see `hasColors` */
  color?: boolean;
}

export interface Emptying {
  allowEmpty?: boolean;
}

/** `check` outputs problems. Elsewhere they are diagnostics: cron jobs with `> /dev/null` still mail them. */
const streamOf = (command: string): NodeJS.WriteStream => (command === 'check' ? process.stdout : process.stderr);

function printProblems(problems: readonly Problem[], command: string, color: boolean | undefined): void {
  const stream = streamOf(command);
  const colored = hasColors(stream, color);
  writeLines(
    stream,
    problems.map((problem) => problemLine(problem, colored)),
  );
}

/** @returns the exit code */
export function print(summary: Summary, lines: readonly string[], { format, verbose = false, color }: Output, command = ''): number {
  if (format === 'json') {
    writeJson(summary);
  } else {
    printProblems(summary.problems, command, color);
    writeLines(process.stdout, [...lines, ...skippedLines(summary.skipped, summary.posts, verbose)]);
  }
  if (summary.vanished > 0) return WRONG;
  return hasErrors(summary.problems) ? REFUSED : 0;
}

export function printConfigurationProblems(problems: Problem[], command: string, { format, color }: Partial<Output>): void {
  if (format === 'json') writeJson({ problems });
  else printProblems(problems, command, color);
}
