import type { Row } from '../core/catalog/catalog.ts';
import { FILE_REFERENCE, hasFacts } from '../core/media.ts';
import type { Key, Site } from '../core/model.ts';
import type { ListedObject } from '../stores/store.ts';

/** Attached files that changed since their posts were read. Memory: one name for each. */
export class FileComparison {
  readonly #listed = new Map<Key, string>();
  readonly #site: Pick<Site, 'cover' | 'generator'>;
  readonly #known = new Map<Key, Set<string | undefined>>();

  constructor(site: Pick<Site, 'cover' | 'generator'>) {
    this.#site = site;
  }

  async *noting(files: AsyncIterable<ListedObject>): AsyncGenerator<ListedObject> {
    for await (const file of files) {
      if (hasFacts(file.key, this.#site)) this.#listed.set(file.key, file.etag);
      yield file;
    }
  }

  noteRow({ state, version }: Row): void {
    if (state === 'removed' || state === 'ignored') return;
    for (const name in version?.references) {
      if (!name.startsWith(FILE_REFERENCE)) continue;
      const key = name.slice(FILE_REFERENCE.length);
      this.#known.set(key, (this.#known.get(key) ?? new Set()).add(version.files?.[key]?.etag));
    }
  }

  changed(): Key[] {
    return [...this.#known].filter(([key, etags]) => [...etags].some((etag) => etag !== this.#listed.get(key))).map(([key]) => key);
  }
}
