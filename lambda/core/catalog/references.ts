/** Names in posts (`post_url`, `link`) -> the addresses of live posts; and which rows were rendered with answers that no longer hold. */

import type { Instant, Key, Links, Site } from '../model.ts';
import { inCollections } from '../post/path-facts.ts';
import { type Row, visible } from './catalog.ts';

const withoutSlash = (name: string): string => (name.startsWith('/') ? name.slice(1) : name);

/** What all names of a post have in common: its file name up to the first dot. */
function lastPart(name: string): string {
  const start = name.lastIndexOf('/') + 1;
  const dot = name.indexOf('.', start);
  return dot < 0 ? name.slice(start) : name.slice(start, dot);
}

/** Only published posts answer: a link to a draft or to a post of next week would be dead, and would give it away. */
export class Resolver {
  private readonly rows: ReadonlyMap<Key, Row>;
  private readonly moment: Instant;
  private readonly site: Pick<Site, 'source' | 'collectionsDir'>;
  private byName: Map<string, string> | undefined;

  /** @param site where its posts are: names are those from there */
  constructor(rows: ReadonlyMap<Key, Row>, moment: Instant, site: Pick<Site, 'source' | 'collectionsDir'> = {}) {
    this.rows = rows;
    this.moment = moment;
    this.site = site;
  }

  resolve(names: Iterable<string>): Links {
    return Object.fromEntries([...names].map((name) => [name, this.linkOf(name)]));
  }

  /** Whether every name still means what it meant. */
  agrees(references: Links): boolean {
    for (const name in references) if (this.linkOf(name) !== references[name]) return false;
    return true;
  }

  private linkOf(name: string): string | null {
    this.byName ??= this.index();
    return this.byName.get(withoutSlash(name)) ?? null;
  }

  /**
   * Made when it is first asked for, of posts that some row names: most blogs have few such names. Where two posts answer to one, the
   * first file name does.
   */
  private index(): Map<string, string> {
    const wanted = new Set<string>();
    for (const { version } of this.rows.values()) for (const name in version?.references) wanted.add(lastPart(name));
    const byName = new Map<string, string>();
    const named = [...this.rows].filter(([key]) => wanted.has(lastPart(key)));
    for (const [key, row] of named.sort(([a], [b]) => (a < b ? -1 : 1))) {
      const version = visible(row, this.moment);
      if (!version) continue;
      const named = inCollections(key, this.site);
      const path = named.replace(/\.[^./]+$/, '');
      const inPosts = path.replace(/(^|\/)_posts\//, '$1');
      for (const name of [key, named, path, inPosts, path.slice(path.lastIndexOf('/') + 1)]) {
        if (!byName.has(name)) byName.set(name, version.link);
      }
    }
    return byName;
  }
}

/** Whether a row is live or to be live, but rendered with other answers than the catalog now gives, whoever caused it. */
export const isOutdated = ({ state, version }: Row, resolver: Resolver): boolean =>
  version !== undefined && (state === 'live' || state === 'scheduled') && (version.entry === '' || !resolver.agrees(version.references));

/** Whether a row's file was understood with another configuration or renderer than the one in force. */
export const isRestyled = ({ state, rendering }: Row, inForce: string): boolean => state !== 'removed' && rendering !== inForce;
