import { unzipSync } from 'fflate';

/** Bytes that an export unpacks to, at most. */
const MOST = 1e9;

const USED = /(?:^|\/)(?:posts\.csv|profile\/profile\.html|posts\/[^/]+\.html)$/;

/**
 * The texts of the files that exports of Substack and Medium keep posts in, by path.
 * @throws Error if the archive is damaged or too large
 */
export function unzip(bytes: Uint8Array): Map<string, string> {
  let total = 0;
  const files = unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      if (!USED.test(name) || name.startsWith('__MACOSX/')) return false;
      total += originalSize;
      if (total > MOST) throw new Error(`unpacks to more than ${MOST.toLocaleString('en')} bytes`);
      return true;
    },
  });
  const decoder = new TextDecoder();
  return new Map(Object.entries(files).map(([name, content]) => [name, decoder.decode(content)]));
}
