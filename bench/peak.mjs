// Preloaded with `node --import`: writes the peak memory of the process, in KB, to file descriptor 3 at exit.
import { readFileSync, writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

function peak() {
  try {
    // On Linux, maxRSS includes the memory of the forking process; VmHWM does not.
    return Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}

// Worker threads inherit --import.
if (isMainThread) process.on('exit', () => writeSync(3, String(peak())));
