import type { ListedObject } from '../stores/store.ts';

/** Objects: some 10 MB. */
const MOST_KEPT = 50_000;

/**
 * A listing to read several times: kept in memory if it is short, else requested again.
 * @param list requests it
 */
export function replayed(list: () => AsyncIterable<ListedObject>, most = MOST_KEPT): () => AsyncIterable<ListedObject> {
  let kept: readonly ListedObject[] | undefined;
  return async function* () {
    if (kept) {
      yield* kept;
      return;
    }
    const all: ListedObject[] = [];
    let count = 0;
    for await (const object of list()) {
      count += 1;
      if (count <= most) all.push(object);
      else all.length = 0;
      yield object;
    }
    if (count <= most) kept = all;
  };
}
