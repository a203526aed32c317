/** Runs cases in a watched process. A case that crashes or hangs is reported, and the next one continues in a new process. */
import { type ChildProcess, fork } from 'node:child_process';

export interface Finding {
  run: number;
  what: string[];
}

/** Milliseconds of CPU time for one small blog, published twice. */
export const MOST = 2_000;
/** Milliseconds for the same on a busy machine, with the start of the process. */
const PATIENCE = 60_000;

export interface Fuzz {
  seed: number;
  runs: number;
  /** @default 0 */
  from?: number;
  /** Bundled. */
  worker: URL;
  options?: { argv?: string[]; execArgv?: string[] };
  onFinding?(finding: Finding): void;
  onProgress?(run: number): void;
}

export type WorkerMessage = { run: number } | { done: Finding };

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
    child.on('message', (message: WorkerMessage) => {
      dog.refresh();
      if ('run' in message) {
        if (message.run > reached) onProgress?.(message.run);
        reached = message.run;
      } else if (message.done.what.length > 0) note(message.done);
    });
    child.on('exit', (code) => {
      clearTimeout(dog);
      resolve({ reached, ended: code === 0 });
    });
  });
}
