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
      if (counted[kind] > limits[kind]) throw tooMany(name, kind, limits[kind]);
    }
    if (depth > limits.depth) throw new SyntaxProblem(`${name} is nested more than ${limits.depth} deep; make it flatter`);
    if (value !== null && typeof value === 'object') for (const child of Object.values(value)) visit(child, depth + 1);
  };
  visit(data, 0);
  return data;
}

/** What any YAML may hold: much more than front matter, and little enough to be held in memory. */
const YAML: Omit<Limits, 'depth'> = { characters: 10_000_000, values: 500_000 };

/**
 * Counts while YAML is read, aliases each time that they are used: as a key, a list of aliases becomes a text.
 * @returns what js-yaml calls at the beginning and at the end of each value
 * @throws SyntaxProblem when called
 */
export function nodeCounter(): (event: 'open' | 'close', state: { result: unknown }) => void {
  const total = { values: 0, characters: 0 };
  const sizes = new WeakMap<object, typeof total>();
  const open: (typeof total)[] = [];
  return (event, { result }) => {
    if (event === 'open') {
      open.push({ ...total });
      return;
    }
    const before = open.pop() ?? total;
    const known = typeof result === 'object' && result !== null ? sizes.get(result) : undefined;
    // An alias stands for what was counted before.
    total.values += known?.values ?? 1;
    total.characters += known?.characters ?? (typeof result === 'string' ? result.length : 0);
    if (!known && typeof result === 'object' && result !== null)
      sizes.set(result, { values: total.values - before.values, characters: total.characters - before.characters });
    for (const kind of ['values', 'characters'] as const) if (total[kind] > YAML[kind]) throw tooMany('the YAML', kind, YAML[kind]);
  };
}

export const tooMany = (name: string, kind: 'values' | 'characters', most: number) =>
  new SyntaxProblem(`${name} holds more than ${most} ${kind} (aliases count each time); make it smaller`);
