import pMap from 'p-map';
import type { Head } from '../core/catalog/catalog.ts';
import { gzip } from '../core/documents.ts';
import { RENDERER_VERSION } from '../core/entry/entry.ts';
import { digest } from '../core/hash.ts';
import { references } from '../core/liquid/liquid.ts';
import type { Problem, Site } from '../core/model.ts';
import { readRenderInputs, sizeProblem } from '../core/site/read-render-inputs.ts';
import { type RenderInputs, renderInputSelector } from '../core/site/render-inputs.ts';
import { renderInputsKey } from '../keys.ts';
import { type ListedObject, REQUESTS_AT_ONCE, type Store, type StoredObject, UNCHANGED, UnreadableObjectError } from '../stores/store.ts';
import type { RunContext } from './context.ts';
import type { KeptMaterials } from './render-inputs.ts';

/** From ETags, so that a listing detects changes. */
const digestOf = (files: Pick<ListedObject, 'key' | 'etag'>[]): string =>
  digest(
    RENDERER_VERSION,
    files.map(({ key, etag }) => [key, etag]).sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  );

/**
 * Falls back on the last good inputs. Stored before the commit that names them.
 * @param files everything among the posts
 * @returns no site without usable inputs
 */
export async function storeRenderInputs(
  files: ListedObject[],
  { materials: _, ...site }: Site,
  { current, materials }: { current: Pick<Head, 'generation' | 'rev' | 'site'>; materials: readonly ListedObject[] },
  publisher: RunContext,
): Promise<{ site: Site | undefined; problems: Problem[] }> {
  const isMaterial = renderInputSelector(site);
  const present = files.filter(({ key }) => isMaterial(key));
  if (present.length === 0) return { site, problems: [] };
  const last = current.site.materials;
  const lastGood = last && materials.some(({ key }) => key === renderInputsKey(last.digest)) ? last : undefined;
  if (lastGood?.digest === digestOf(present)) return { site: { ...site, materials: lastGood }, problems: [] };
  const found = await readAll(present, publisher.posts);
  if (found.problems.length > 0) return { site: lastGood && { ...site, materials: lastGood }, problems: found.problems };
  const named = { digest: digestOf(found.files), references: referencesOf(found.materials) };
  if (lastGood?.digest !== named.digest) {
    const written = { generation: current.generation, rev: current.rev + 1 };
    const bytes = gzip(Buffer.from(JSON.stringify({ written, materials: found.materials } satisfies KeptMaterials)));
    await publisher.site.put(renderInputsKey(named.digest), bytes, { type: 'application/json', encoding: 'gzip' });
  }
  return { site: { ...site, materials: named }, problems: [] };
}

const referencesOf = ({ includes }: RenderInputs): string[] => [...new Set(Object.values(includes).flatMap((text) => references(text)))];

interface Found {
  files: Pick<ListedObject, 'key' | 'etag'>[];
  materials: RenderInputs;
  problems: Problem[];
}

async function readAll(present: ListedObject[], posts: Store): Promise<Found> {
  const unusable = sizeProblem(present);
  if (unusable) return { files: [], materials: { includes: {}, data: {} }, problems: [unusable] };
  const problems: Problem[] = [];
  const read = await pMap(
    present,
    async ({ key }): Promise<[string, StoredObject] | undefined> => {
      try {
        const object = await posts.get(key);
        return object === undefined || object === UNCHANGED ? undefined : [key, object];
      } catch (error) {
        if (!(error instanceof UnreadableObjectError)) throw error;
        problems.push({ key, line: 1, column: 1, message: error.message, severity: 'error' });
        return undefined;
      }
    },
    { concurrency: REQUESTS_AT_ONCE },
  );
  const files = read.filter((pair) => pair !== undefined);
  const made = await readRenderInputs(new Map(files.map(([key, { bytes }]) => [key, bytes])));
  return {
    files: files.map(([key, { etag }]) => ({ key, etag })),
    materials: made.renderInputs,
    problems: [...problems, ...made.problems],
  };
}
