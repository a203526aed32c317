import { SyntaxProblem } from './syntax-problem.ts';

/**
 * Limits on what front matter or a configuration file may hold, for a few aliases can stand for millions of values. They count, and measure
 * neither time nor memory, so that a refusal is the same on every machine.
 */
const LIMITS = { characters: 100_000, values: 10_000, depth: 32 };

export type Limits = typeof LIMITS;

/**
 * @param name what holds the data: `front matter`
 * @param own limits, where they are others than usual; characters are those of all texts
 * @returns the same data
 * @throws SyntaxProblem
 */
export function checkSize<T>(data: T, name: string, own: Partial<Limits> = {}): T {
  const limits = { ...LIMITS, ...own };
  const counted = { values: 0, characters: 0 };
  const visit = (value: unknown, depth: number): void => {
    counted.values += 1;
    if (typeof value === 'string') counted.characters += value.length;
    for (const kind of ['values', 'characters'] as const) {
      if (counted[kind] > limits[kind])
        throw new SyntaxProblem(`${name} holds more than ${limits[kind]} ${kind} (aliases count each time); make it smaller`);
    }
    if (depth > limits.depth) throw new SyntaxProblem(`${name} is nested more than ${limits.depth} deep; make it flatter`);
    if (value !== null && typeof value === 'object') for (const child of Object.values(value)) visit(child, depth + 1);
  };
  visit(data, 0);
  return data;
}
