import pMap from 'p-map';
import type { Head } from '../core/catalog/catalog.ts';
import { gunzip, gzip } from '../core/documents.ts';
import { RENDERER_VERSION } from '../core/entry/entry.ts';
import { digest } from '../core/hash.ts';
import { references } from '../core/liquid/liquid.ts';
import type { FencingToken, Problem, Site } from '../core/model.ts';
import { type RenderInputs, readRenderInputs, renderInputSelector, sizeProblem } from '../core/site/render-inputs.ts';
import { renderInputsKey } from '../keys.ts';
import { type Decoded, reasonOf, setAside } from '../state/set-aside.ts';
import { type ListedObject, REQUESTS_AT_ONCE, type Store, type StoredObject, UNCHANGED, UnreadableObjectError } from '../stores/store.ts';
import { MaterialsLostError, type RunContext } from './context.ts';

/** The bytes carry their revision, as in `EntryStore.put`. */
interface KeptMaterials {
  written: FencingToken;
  materials: RenderInputs;
}

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

/**
 * Once per run, on demand.
 * @param onDamage called for unreadable ones
 */
export function renderInputsReader(site: Store, onDamage: (problem: Problem) => void): (digest: string) => Promise<RenderInputs> {
  const read = new Map<string, Promise<RenderInputs>>();
  return async (digest) => {
    const coming = read.get(digest) ?? readKept(site, digest, onDamage);
    read.set(digest, coming);
    try {
      return await coming;
    } catch (error) {
      // They may be stored again.
      read.delete(digest);
      throw error;
    }
  };
}

async function readKept(site: Store, digest: string, onDamage: (problem: Problem) => void): Promise<RenderInputs> {
  const key = renderInputsKey(digest);
  const object = await site.get(key);
  if (object !== undefined && object !== UNCHANGED) {
    const decoded = parsed(object);
    if (decoded.kind === 'ok') return decoded.value;
    onDamage(await setAside(site, key, object, decoded.reason, 'includes and data files are read again'));
    await site.delete(key, { etag: object.etag });
  }
  throw new MaterialsLostError('the stored includes and data files are gone; the next full run reads them from the posts again');
}

function parsed({ bytes }: StoredObject): Decoded<RenderInputs> {
  try {
    const { materials } = JSON.parse(gunzip(bytes).toString()) as Partial<KeptMaterials>;
    if (!materials?.includes || !materials.data) return { kind: 'damaged', reason: 'it holds no includes and data' };
    return { kind: 'ok', value: materials };
  } catch (error) {
    return { kind: 'damaged', reason: reasonOf(error) };
  }
}
