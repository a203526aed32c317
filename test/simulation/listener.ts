/** A consumer of post events that stores the latest event of each post, and knows nothing else. */
import assert from 'node:assert/strict';
import { type Catalog, listed } from '../../lambda/core/catalog/catalog.ts';
import type { PostEvent } from '../../lambda/core/catalog/post-events.ts';

export class Listener {
  /** By id; `updated` is undefined for a removed post. */
  readonly #known = new Map<string, { rev: number; updated: string | undefined }>();

  tell(news: readonly PostEvent[]): void {
    for (const { id, rev, kind, updated } of news) {
      if ((this.#known.get(id)?.rev ?? -1) > rev) continue;
      this.#known.set(id, { rev, updated: kind === 'PostRemoved' ? undefined : updated });
    }
  }

  /** Throws unless what it knows is true. After the loss of a catalog, revisions start again without events for the difference. */
  check({ posts, moment }: Catalog): void {
    const versions = Object.values(posts).flatMap((row) => listed(row, moment) ?? []);
    const updated = new Map(versions.map((version) => [version.id, version.updated]));
    for (const [id, { updated: told }] of this.#known) assert.equal(told, updated.get(id), `who is told of posts knows ${id}`);
  }
}
