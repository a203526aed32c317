/** Thrown by a read that needs nodes that are not loaded: no fault, but a request to the shell to load them and to run again. */
export class Missing extends Error {
  /** Names of the nodes. */
  readonly names: readonly string[];

  constructor(names: readonly string[]) {
    super(`not loaded: ${names.join(', ')}`);
    this.names = names;
  }
}

/** Runs reads of which each may need other nodes. @throws Missing that names the nodes of all, so that they are loaded side by side */
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
