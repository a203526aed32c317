import { SyntaxProblem } from './syntax-problem.ts';

/**
 * Limits on what front matter or a configuration file may hold, for a few aliases can stand for millions of values. They count, and measure
 * neither time nor memory, so that a refusal is the same on every machine.
 */
const LIMITS = { values: 10_000, depth: 32 };

/**
 * @param name what holds the data: `front matter`
 * @param characters in all of its texts
 * @returns the same data
 * @throws SyntaxProblem
 */
export function checkSize<T>(data: T, name: string, characters = 100_000): T {
  const limits = { characters, values: LIMITS.values };
  const counted = { values: 0, characters: 0 };
  const visit = (value: unknown, depth: number): void => {
    counted.values += 1;
    if (typeof value === 'string') counted.characters += value.length;
    for (const kind of ['values', 'characters'] as const) {
      if (counted[kind] > limits[kind])
        throw new SyntaxProblem(`${name} holds more than ${limits[kind]} ${kind} (aliases count each time); make it smaller`);
    }
    if (depth > LIMITS.depth) throw new SyntaxProblem(`${name} is nested more than ${LIMITS.depth} deep; make it flatter`);
    if (value !== null && typeof value === 'object') for (const child of Object.values(value)) visit(child, depth + 1);
  };
  visit(data, 0);
  return data;
}
