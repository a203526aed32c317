/** Runs on a thread, under a watch: one that hangs is ended, noted, and the next ones go on without it. */
import { Worker } from 'node:worker_threads';

export interface Finding {
  run: number;
  what: string[];
}

/** Milliseconds for one small blog, published twice. */
const PATIENCE = 2_000;
/** For a thread to start, on a machine with much to do. */
const START = 60_000;

export interface Fuzz {
  /** The thread's file, bundled. */
  worker: string | URL;
  seed: number;
  runs: number;
  /** @default 0 */
  from?: number;
  onFinding?(finding: Finding): void;
  onProgress?(run: number): void;
}

/** @returns what was found wrong */
export async function fuzz({ worker, seed, runs, from = 0, onFinding, onProgress }: Fuzz): Promise<Finding[]> {
  const found: Finding[] = [];
  const note = (finding: Finding) => {
    found.push(finding);
    onFinding?.(finding);
  };
  let next = from;
  while (next < from + runs) {
    const { reached, hangs } = await watch(
      new Worker(worker, { workerData: { seed, first: next, last: from + runs - 1 } }),
      next,
      note,
      onProgress,
    );
    if (hangs) note({ run: reached, what: [`takes longer than ${PATIENCE} ms`] });
    next = reached + 1;
  }
  return found;
}

type Told = { run: number } | { done: Finding };

function watch(
  thread: Worker,
  first: number,
  note: (finding: Finding) => void,
  onProgress: Fuzz['onProgress'],
): Promise<{ reached: number; hangs: boolean }> {
  return new Promise((resolve, reject) => {
    let reached = first;
    let dog: NodeJS.Timeout;
    const rearm = (patience: number) => {
      clearTimeout(dog);
      dog = setTimeout(() => void thread.terminate().then(() => resolve({ reached, hangs: true })), patience);
    };
    rearm(START);
    thread.on('message', (told: Told) => {
      rearm(PATIENCE);
      if ('done' in told) {
        if (told.done.what.length > 0) note(told.done);
        return;
      }
      reached = told.run;
      onProgress?.(reached);
    });
    thread.on('error', (error) => {
      clearTimeout(dog);
      reject(error);
    });
    thread.on('exit', () => {
      clearTimeout(dog);
      resolve({ reached, hangs: false });
    });
  });
}
