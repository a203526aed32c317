/** A reader of every feed, for whom a changed id shows an old post as new. */
import type { MemoryStore } from '../../lambda/stores/memory.ts';
import { publishedDocuments } from './oracle.ts';

export class Reader {
  readonly #site: MemoryStore;
  readonly #isTorn: (key: string) => boolean;
  /** First seen ids by slug, without the suffix of a rename. */
  readonly #ids = new Map<string, string>();

  /** @param isTorn documents that were changed from outside */
  constructor(site: MemoryStore, isTorn: (key: string) => boolean = () => false) {
    this.#site = site;
    this.#isTorn = isTorn;
  }

  knows = (slug: string): boolean => this.#ids.has(lineageOf(slug));

  /** @throws Error if a post's id has changed */
  async read(): Promise<void> {
    for await (const { key, items } of publishedDocuments(this.#site, this.#isTorn)) {
      // Ids of drafts may change, as documented.
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

/** The constant part of a slug over renames: `story-1` of `story-1-r2`. */
export const lineageOf = (slug: string): string => slug.replace(/-r\d+$/, '');
