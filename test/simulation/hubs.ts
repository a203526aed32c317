/** A hub that fetches a document when pinged, and knows nothing else about it. */

import type { PingResult } from '../../lambda/batch/websub-client.ts';
import type { Ping } from '../../lambda/core/catalog/pings.ts';
import { PUBLIC } from '../../lambda/keys.ts';
import type { Store } from '../../lambda/stores/store.ts';
import { LINK } from './bucket.ts';

export class Hub {
  /** ETag of the last fetch, by the document's path below `public/`. */
  readonly fetched = new Map<string, string | undefined>();
  readonly #site: Store;

  constructor(site: Store) {
    this.#site = site;
  }

  async tell({ topic }: Ping): Promise<PingResult> {
    const path = decodeURI(topic.slice(LINK.length));
    this.fetched.set(path, (await this.#site.head(PUBLIC + path))?.etag);
    return 'taken';
  }
}
