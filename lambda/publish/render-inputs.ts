import { gunzip } from '../core/documents.ts';
import type { FencingToken, Problem } from '../core/model.ts';
import type { RenderInputs } from '../core/site/render-inputs.ts';
import { renderInputsKey } from '../keys.ts';
import { type Decoded, reasonOf, setAside } from '../state/set-aside.ts';
import { type Store, type StoredObject, UNCHANGED } from '../stores/store.ts';
import { MaterialsLostError } from './context.ts';

/** The bytes carry their revision, as in `EntryStore.put`. */
export interface KeptMaterials {
  written: FencingToken;
  materials: RenderInputs;
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
