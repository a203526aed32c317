/** What podcast apps and Apple need of the hosts of audio: HEAD, byte ranges, and the stated size. */
import type { IncomingMessage } from 'node:http';
import pMap from 'p-map';
import type { Enclosure } from '../core/media.ts';
import type { Key, Problem, Site } from '../core/model.ts';
import { followRedirects } from '../net/follow-redirects.ts';
import { hostAndPort, type RequestOptions } from '../net/request.ts';
import type { EpisodeFile } from './episode-files.ts';

/** Requests at the same time: most files are on one host. */
const FILES_AT_ONCE = 4;
/** Milliseconds for a file, with redirects: hosts that count downloads redirect. */
const TIMEOUT = 15_000;
const MOST_REDIRECTS = 10;

/** Warnings. */
export async function onlineProblems(site: Site, episodes: readonly EpisodeFile[]): Promise<Problem[]> {
  // The author's own hosts may be on this machine.
  const allow = new Set([site.link, site.feedLink].map((address) => hostAndPort(new URL(address))));
  const files = new Map(episodes.map((each) => [each.file.url, each]));
  const found = await pMap(files.values(), ({ key, file }) => problemsOf(key, file, allow), { concurrency: FILES_AT_ONCE });
  return found.flat();
}

async function problemsOf(key: Key, { url, length }: Enclosure, allow: ReadonlySet<string>): Promise<Problem[]> {
  const warn = (message: string): Problem => ({ key, line: 1, column: 1, message: `${url}: ${message}`, severity: 'warning' });
  const signal = AbortSignal.timeout(TIMEOUT);
  try {
    const head = await answer(url, { method: 'HEAD', signal, allow });
    if (!isGood(head)) return [warn(`the server answers HEAD with ${head.statusCode}; podcast apps and Apple need it`)];
    const stated = Number(head.headers['content-length']);
    const part = await answer(url, { method: 'GET', headers: { Range: 'bytes=0-1' }, signal, allow });
    return [
      ...(Number.isSafeInteger(stated) && stated !== length
        ? [warn(`the server says that it has ${stated} bytes, and feeds say ${length}; correct the size, or delete it`)]
        : []),
      ...(part.statusCode === 206 ? [] : [warn('the server ignores byte ranges, which Apple requires and players need to jump')]),
    ];
  } catch (error) {
    const reason = signal.aborted ? `no answer within ${TIMEOUT / 1000} s` : error instanceof Error ? error.message : String(error);
    return [warn(reason)];
  }
}

const isGood = ({ statusCode = 0 }: IncomingMessage): boolean => statusCode >= 200 && statusCode < 300;

/** After redirects; its body is not read. */
async function answer(address: string, options: RequestOptions): Promise<IncomingMessage> {
  const headers = { ...options.headers, 'User-Agent': 'linefeed check' };
  const { response } = await followRedirects(address, { ...options, headers }, MOST_REDIRECTS);
  response.destroy();
  return response;
}
