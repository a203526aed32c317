/** A store whose names are insensitive to case and Unicode normalization, as on macOS and Windows. It keeps the first spelling. */

import { MemoryStore } from '../../lambda/stores/memory.ts';
import type { PutOptions } from '../../lambda/stores/store.ts';

export class FoldingStore extends MemoryStore {
  readonly #names = new Map<string, string>();

  #named(key: string): string {
    const folded = key.normalize('NFD').toUpperCase().toLowerCase();
    const name = this.#names.get(folded) ?? key;
    this.#names.set(folded, name);
    return name;
  }

  override get = (key: string, unless?: string, largest?: number) => super.get(this.#named(key), unless, largest);
  override head = (key: string) => super.head(this.#named(key));
  override put = (key: string, bytes: Uint8Array, options?: PutOptions) => super.put(this.#named(key), bytes, options);
  override delete = (key: string, expect?: { etag: string }) => super.delete(this.#named(key), expect);
}
