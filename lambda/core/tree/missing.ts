/** Not a failure: a request to load nodes and run again. Not an `Error` either: V8 would record a stack for each. */
export class Missing {
  readonly names: readonly string[];

  constructor(names: readonly string[]) {
    this.names = names;
  }
}

/** Runs all reads. @throws Missing with all nodes that they need, to load in parallel */
export function readTogether<T>(reads: readonly (() => T)[]): T[] {
  const names = new Set<string>();
  const results = reads.flatMap((read) => {
    try {
      return [read()];
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
      for (const name of error.names) names.add(name);
      return [];
    }
  });
  if (names.size > 0) throw new Missing([...names]);
  return results;
}
