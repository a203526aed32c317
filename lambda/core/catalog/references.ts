/** Names in posts (`post_url`, `link`) -> the addresses of live posts; and which rows were rendered with answers that no longer hold. */
import { type Row, visible } from './catalog.ts';
import type { Instant, Key, Links } from '../model.ts';

/** Only posts in the feeds answer: a link to a draft or to a post of next week would be dead, and would give it away. */
export class Resolver {
  private readonly byName = new Map<string, string>();

  constructor(rows: ReadonlyMap<Key, Row>, moment: Instant) {
    for (const [key, row] of [...rows].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const version = visible(row, moment);
      if (!version) continue;
      const path = key.replace(/\.[^./]+$/, '');
      const inPosts = path.replace(/(^|\/)_posts\//, '$1');
      for (const name of [key, path, inPosts, path.split('/').at(-1) ?? '']) {
        if (!this.byName.has(name)) this.byName.set(name, version.link);
      }
    }
  }

  resolve(names: Iterable<string>): Links {
    return Object.fromEntries([...names].map((name) => [name, this.byName.get(name.replace(/^\//, '')) ?? null]));
  }

  /** Whether every name still means what it meant. */
  agrees(references: Links): boolean {
    return Object.entries(references).every(([name, link]) => (this.byName.get(name.replace(/^\//, '')) ?? null) === link);
  }
}

/**
 * Rows that need their file: live or to be live, but rendered otherwise than the catalog now says, whoever caused it.
 * @param rendering digest of configuration and renderer; undefined to leave alone what was made with another one
 */
export function staleKeys(rows: ReadonlyMap<Key, Row>, resolver: Resolver, rendering: string | undefined): Key[] {
  return [...rows].flatMap(([key, { state, version, rendering: used }]) => {
    if (state === 'removed') return [];
    if (rendering !== undefined && used !== rendering) return [key];
    if (!version || (state !== 'live' && state !== 'scheduled')) return [];
    return version.entry === '' || !resolver.agrees(version.references) ? [key] : [];
  });
}
