/** Runs in a process of their own, under a watch: one that hangs is ended with it, noted, and the next ones go on in another. */
import { type ChildProcess, fork } from 'node:child_process';

export interface Finding {
  run: number;
  what: string[];
}

/** Milliseconds of the processor for one small blog, published twice. */
export const MOST = 2_000;
/** Milliseconds for the same on a machine with much else to do, and for the process to start. */
const PATIENCE = 60_000;

export interface Fuzz {
  seed: number;
  runs: number;
  /** @default 0 */
  from?: number;
  /** The process's file, bundled. */
  worker: URL;
  /** More arguments of the process, and options of Node for it. */
  options?: { argv?: string[]; execArgv?: string[] };
  onFinding?(finding: Finding): void;
  onProgress?(run: number): void;
}

/** What the process tells: which run begins, and what was wrong with it. */
export type Told = { run: number } | { done: Finding };

/** @returns what was found wrong */
export async function fuzz({ worker, options = {}, seed, runs, from = 0, onFinding, onProgress }: Fuzz): Promise<Finding[]> {
  const found: Finding[] = [];
  const note = (finding: Finding) => {
    found.push(finding);
    onFinding?.(finding);
  };
  const last = from + runs - 1;
  let next = from;
  while (next <= last) {
    const { argv = [], execArgv = [] } = options;
    const child = fork(worker, [...[seed, next, last].map(String), ...argv], { execArgv: [...process.execArgv, ...execArgv] });
    const { reached, ended } = await watch(child, next, note, onProgress);
    if (!ended) note({ run: reached, what: ['ends the process, or never ends'] });
    next = reached + 1;
  }
  return found;
}

function watch(
  child: ChildProcess,
  first: number,
  note: (finding: Finding) => void,
  onProgress: Fuzz['onProgress'],
): Promise<{ reached: number; ended: boolean }> {
  return new Promise((resolve) => {
    let reached = first;
    const dog = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    child.on('message', (told: Told) => {
      dog.refresh();
      if ('run' in told) {
        if (told.run > reached) onProgress?.(told.run);
        reached = told.run;
      } else if (told.done.what.length > 0) note(told.done);
    });
    child.on('exit', (code) => {
      clearTimeout(dog);
      resolve({ reached, ended: code === 0 });
    });
  });
}
