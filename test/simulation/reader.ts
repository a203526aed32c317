/** Somebody who follows every feed: an id that changes shows an old post as new. */
import type { MemoryStore } from '../../lambda/stores/memory.ts';
import { publishedDocuments } from './oracle.ts';

export class Reader {
  readonly #site: MemoryStore;
  readonly #isTorn: (key: string) => boolean;
  /** Ids by slug, without the mark of a new name, as they were seen first. */
  readonly #ids = new Map<string, string>();

  /** @param isTorn documents that someone else wrote */
  constructor(site: MemoryStore, isTorn: (key: string) => boolean = () => false) {
    this.#site = site;
    this.#isTorn = isTorn;
  }

  knows = (slug: string): boolean => this.#ids.has(lineageOf(slug));

  /** @throws Error where a post has another id than before */
  async read(): Promise<void> {
    for await (const { key, items } of publishedDocuments(this.#site, this.#isTorn)) {
      // Ids of drafts change, as the documentation says.
      if (key.includes('/preview/')) continue;
      for (const { link, id } of items) {
        const slug = lineageOf(link.split('/').at(-2) ?? '');
        const known = this.#ids.get(slug) ?? id;
        if (known !== id) throw new Error(`${slug} had the id ${known}, in ${key} it has ${id}`);
        this.#ids.set(slug, id);
      }
    }
  }
}

/** What stays of a slug when a post gets another one: `story-1` of `story-1-r2`. */
export const lineageOf = (slug: string): string => slug.replace(/-r\d+$/, '');
