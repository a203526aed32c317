/** Not a failure: a request to load nodes and run again. Not an `Error` either: V8 would record a stack for each. */
export class Missing {
  readonly names: readonly string[];
  /** The reads that need them, which find deeper nodes at less cost than the whole question. */
  readonly reads: readonly (() => unknown)[];

  constructor(names: readonly string[], reads: readonly (() => unknown)[] = []) {
    this.names = names;
    this.reads = reads;
  }
}

/** A read that can be repeated by itself. @throws Missing */
export function repeatable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof Missing ? new Missing(error.names, [() => repeatable(read)]) : error;
  }
}

/** Runs all reads. @throws Missing with all nodes that they need, to load in parallel */
export function readTogether<T>(reads: readonly (() => T)[]): T[] {
  const names = new Set<string>();
  const failed: (() => unknown)[] = [];
  const results = reads.flatMap((read) => {
    try {
      return [read()];
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
      for (const name of error.names) names.add(name);
      failed.push(...error.reads);
      return [];
    }
  });
  if (names.size > 0) throw new Missing([...names], failed);
  return results;
}
