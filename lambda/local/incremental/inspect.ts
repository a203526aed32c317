import type { Settings } from '../../core/site/settings.ts';
import type { Places } from '../places.ts';
import { changedFiles, type FileStates, takeStates } from './file-states.ts';
import { identityOf, isLocked, type LastBuild, readLastBuild } from './last-build.ts';

/** The state of all files, before a build reads or writes anything. */
export interface Inspection {
  /** See `identityOf`. */
  identity: string;
  /** Milliseconds since 1970, before. */
  taken: number;
  states: FileStates;
  /** If it can be trusted. */
  last?: LastBuild;
  /** Names of files with other states than after the last build, if no others were added or removed. */
  changed?: string[];
}

/**
 * @param program see `identityOf`
 * @returns undefined if nothing can be remembered
 */
export function inspect(places: Places, overrides: Settings, program: URL | undefined): Inspection | undefined {
  const identity = identityOf(places, overrides, program);
  if (identity === undefined) return undefined;
  const isFree = !isLocked(places);
  const taken = Date.now();
  const states = takeStates(places);
  const found = isFree ? readLastBuild(places, identity, taken) : undefined;
  const changed = found && changedFiles(found.states, states);
  return { identity, taken, states, ...(found ? { last: found.last } : {}), ...(changed ? { changed } : {}) };
}
