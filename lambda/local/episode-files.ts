import pMap from 'p-map';
import { visible } from '../core/catalog/catalog.ts';
import { type Enclosure, pictureType } from '../core/media.ts';
import type { Key } from '../core/model.ts';
import type { Report } from '../publish/publish.ts';
import { rowsIn } from '../state/catalog-base.ts';
import { readEntry } from '../state/entry-store.ts';
import { REQUESTS_AT_ONCE, type Store } from '../stores/store.ts';

export interface EpisodeFile {
  key: Key;
  file: Enclosure;
  /** Has files in the folder. */
  isLocal: boolean;
  /** The enclosure of RSS. */
  isFirst: boolean;
}

/** Audio and video of published posts, as feeds have them. */
export async function episodeFiles({ base }: Report, entries: Store): Promise<EpisodeFile[]> {
  const episodes: { key: Key; entry: string; isLocal: boolean }[] = [];
  for await (const [key, row] of rowsIn(base)) {
    const version = visible(row, base.catalog.moment);
    if (version?.episode)
      episodes.push({ key, entry: version.entry, isLocal: Object.keys(version.files ?? {}).some((file) => !pictureType(file)) });
  }
  const read = await pMap(
    episodes,
    async ({ entry, ...of }) =>
      ((await readEntry(entries, entry))?.entry.enclosures ?? []).map((file, index) => ({ ...of, file, isFirst: index === 0 })),
    { concurrency: REQUESTS_AT_ONCE },
  );
  return read.flat();
}
