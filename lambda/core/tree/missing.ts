/** Thrown by a read that needs what is not loaded: not an error of the catalog, but a request to the shell to load it and to run again. */
export class Missing extends Error {
  /** Names of the nodes. */
  readonly names: readonly string[];

  constructor(names: readonly string[]) {
    super(`not loaded: ${names.join(', ')}`);
    this.names = names;
  }
}
