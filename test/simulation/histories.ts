/** Runs one history by its seed, which also decides its world. */

import { makeDocuments } from '../../lambda/core/documents.ts';
import { makeEntries } from '../../lambda/core/entry/entry.ts';
import type { RunContext } from '../../lambda/publish/context.ts';
import { check } from './oracle.ts';
import { FAST } from './renderers.ts';
import { type Difficulty, World } from './world.ts';

const EASY: Difficulty = {
  losses: 0,
  rollbacks: 0,
  tears: 0,
  leaps: 0,
  wildClocks: false,
  rich: false,
  staleLimit: 100,
  fresh: false,
  configured: false,
  lossy: false,
  faults: 0,
  hurried: false,
};

/** Each difficulty alone, then all of them. */
const WORLDS: readonly Difficulty[] = [
  EASY,
  { ...EASY, rich: true },
  { ...EASY, rich: true, staleLimit: 0, configured: true },
  { ...EASY, rich: true, losses: 2, staleLimit: 1 },
  { ...EASY, rich: true, losses: 1, fresh: true },
  { ...EASY, rich: true, configured: true, lossy: true },
  { ...EASY, rich: true, hurried: true, faults: 0.004 },
  { ...EASY, rich: true, staleLimit: 1, losses: 1, configured: true, lossy: true, hurried: true, faults: 0.002, fresh: true },
  { ...EASY, rich: true, rollbacks: 2, staleLimit: 1, wildClocks: true },
  { ...EASY, rich: true, rollbacks: 1, losses: 1, fresh: true, wildClocks: true, faults: 0.002 },
  { ...EASY, rich: true, tears: 6, staleLimit: 1, hurried: true, faults: 0.002 },
  { ...EASY, rich: true, tears: 4, losses: 1, configured: true, lossy: true, fresh: true },
  // Not with `fresh`: an older version of a document can hide that the catalog is old.
  { ...EASY, rich: true, tears: 4, losses: 1, rollbacks: 1, configured: true, lossy: true },
  { ...EASY, rich: true, leaps: 2, staleLimit: 1, configured: true },
];

const REAL: Pick<RunContext, 'makeEntries' | 'makeDocuments'> = { makeEntries, makeDocuments };

/** Every hundredth history stubs only the store. */
export const isReal = (seed: number): boolean => seed % 100 === 0;

/** @returns what went wrong, if anything */
export async function goesWrong(seed: number): Promise<string | undefined> {
  const difficulty = WORLDS[Math.floor(seed / (isReal(seed) ? 100 : 1)) % WORLDS.length] ?? EASY;
  const world = new World(seed, difficulty, isReal(seed) ? REAL : FAST);
  try {
    await world.live();
    await check(world.site, world.truth);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
