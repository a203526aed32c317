/** Calls of the file system, counted. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const COUNTED = ['statSync', 'lstatSync', 'readdirSync', 'openSync', 'readFileSync', 'renameSync'] as const;
export type Call = { name: (typeof COUNTED)[number] | 'turn'; path: string };

/** The calls during `work` in order, with the turns of the event loop between documents. */
export async function callsOf(work: () => Promise<unknown>): Promise<Call[]> {
  const calls: Call[] = [];
  const originals = Object.fromEntries(COUNTED.map((name) => [name, fs[name]]));
  for (const name of COUNTED) {
    const original = fs[name] as (...given: unknown[]) => unknown;
    const counted = (...given: unknown[]) => {
      calls.push({ name, path: String(given[name === 'renameSync' ? 1 : 0]) });
      if (name === 'renameSync') setImmediate(() => calls.push({ name: 'turn', path: '' }));
      return original(...given);
    };
    Object.assign(fs, { [name]: counted });
  }
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    Object.assign(fs, originals);
    syncBuiltinESMExports();
  }
  return calls;
}

export const count = (calls: Call[], name: Call['name']): number => calls.filter((call) => call.name === name).length;
