import { SyntaxProblem } from './syntax-problem.ts';

/** Of front matter and configuration. A few aliases can mean millions of values. */
const DEFAULTS = { characters: 100_000, values: 10_000, depth: 32 };

export type SizeLimits = typeof DEFAULTS;

/**
 * @param name `front matter`
 * @param own overrides; characters of all texts together
 * @returns `data`
 * @throws SyntaxProblem
 */
export function checkSize<T>(data: T, name: string, own: Partial<SizeLimits> = {}): T {
  const limits = { ...DEFAULTS, ...own };
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

const YAML: Omit<SizeLimits, 'depth'> = { characters: 10_000_000, values: 500_000 };

/** js-yaml listener that counts aliases at each use: as a key, a list of aliases becomes text. It throws SyntaxProblem. */
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
    // An alias counts as its target.
    total.values += known?.values ?? 1;
    total.characters += known?.characters ?? (typeof result === 'string' ? result.length : 0);
    if (!known && typeof result === 'object' && result !== null)
      sizes.set(result, { values: total.values - before.values, characters: total.characters - before.characters });
    for (const kind of ['values', 'characters'] as const) if (total[kind] > YAML[kind]) throw tooMany('the YAML', kind, YAML[kind]);
  };
}

export const tooMany = (name: string, kind: 'values' | 'characters', most: number) =>
  new SyntaxProblem(`${name} holds more than ${most} ${kind} (aliases count each time); make it smaller`);
