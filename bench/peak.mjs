// Preloaded into a measured process (node --import): at its end, writes its peak memory in KB to descriptor 3.
import { readFileSync, writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

function peak() {
  try {
    // maxRSS counts, on Linux, the memory of the process that forked this one; the high-water mark does not.
    return Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}

// Threads inherit --import; the main thread speaks for all of them.
if (isMainThread) process.on('exit', () => writeSync(3, String(peak())));
