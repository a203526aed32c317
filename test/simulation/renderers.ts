/** Fast renderers whose output contains all of a post, and nothing else. */

import { type DocumentsJob, gzip, type MadeDocument } from '../../lambda/core/documents.ts';
import { type EntryJob, type EntryResult, entryHash } from '../../lambda/core/entry/entry.ts';
import { digest } from '../../lambda/core/hash.ts';
import type { RunContext } from '../../lambda/publish/context.ts';

function fastEntry({ post, links, id, terms, contentDigest, updated, modified }: EntryJob): EntryResult {
  const html = `${post.body.trim()} ${JSON.stringify(links)}`;
  const now = digest(post.title, html);
  const changed = modified > updated ? modified : updated;
  const { key, link, title, published, authors } = post;
  const last = post.updated ?? (contentDigest === '' ? published : contentDigest === now ? updated : changed);
  const refused = post.body.includes('REFUSED')
    ? [{ key, line: 1, column: 1, message: 'refused while rendering', severity: 'error' as const }]
    : [];
  const entry = { key, id, link, title, published, updated: last, authors, terms, summary: '', html };
  return { entry, hash: entryHash(entry), contentDigest: now, problems: refused };
}

/** The start of a real page, which identifies a cut page as ours. */
const STARTS: Readonly<Record<string, string>> = { html: '<!doctype html>\n', opml: '<?xml version="1.0" encoding="utf-8"?>\n' };

/** JSON for every format, with the real start of pages. `BROKEN` in an entry's title breaks RSS. */
function fastDocuments({ document, formats, stamp }: DocumentsJob): MadeDocument[] {
  return formats.map((format): MadeDocument => {
    if (format === 'rss' && document.entries.some(({ title }) => title.includes('BROKEN')))
      return { kind: 'failed', format, problem: 'broken' };
    const { entries, ...head } = document;
    const items = entries.map((entry) => ({ ...entry, url: entry.link }));
    const json = JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', _linefeed: stamp, format, ...head, items });
    const start = STARTS[format];
    const text = start === undefined ? json : `${start}<!-- linefeed ${stamp.generation} ${stamp.rev} -->\n${json}`;
    const bytes = new TextEncoder().encode(text);
    return { kind: 'made', format, bytes, gzip: gzip(bytes) };
  });
}

export const FAST: Pick<RunContext, 'makeEntries' | 'makeDocuments'> = {
  makeEntries: async (jobs) => jobs.map(fastEntry),
  makeDocuments: async (job) => fastDocuments(job),
};
