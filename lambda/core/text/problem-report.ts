/** Keeps a file's first problems, counts others: each costs a search and catalog space. */
import type { Key, Problem, Severity } from '../model.ts';

export const MOST_PROBLEMS = 20;

export class ProblemReport {
  readonly #key: Key;
  readonly #kept: Problem[] = [];
  readonly #counts: Record<Severity, number> = { error: 0, warning: 0 };

  constructor(key: Key) {
    this.#key = key;
  }

  add(severity: Severity, make: () => Problem): void {
    this.#counts[severity] += 1;
    if (this.#counts[severity] <= MOST_PROBLEMS) this.#kept.push(make());
  }

  get problems(): Problem[] {
    const more = (['error', 'warning'] as const).flatMap((severity): Problem[] => {
      const count = this.#counts[severity] - MOST_PROBLEMS;
      if (count <= 0) return [];
      const message = `${count} more ${severity}s of this file are not shown; correct those that are shown first`;
      return [{ key: this.#key, line: 1, column: 1, message, severity }];
    });
    return [...this.#kept, ...more];
  }
}
