/** A post and what its names stand for -> the entry that feeds show, admitted only if every format can carry it. */
import { digest } from '../hash.ts';
import type { Entry, Instant, Links, Post, Problem, Site, Term } from '../model.ts';
import type { RenderInputs } from '../site/render-inputs.ts';
import { refusals } from './admission.ts';
import { RENDERER_VERSION, renderBody } from './body.ts';

/** All that an entry depends on, as plain data: it may be sent to another thread. */
export interface EntryJob {
  post: Post;
  links: Links;
  site: Site;
  /** Those of the site's that the post may use. */
  materials?: RenderInputs;
  id: string;
  /** As readers are told; the post's own, unless a feed that they followed before told them a time of that day. */
  published: Instant;
  terms: Term[];
  /** Digest of the version that readers know; empty for a post that is new to them. */
  shown: string;
  /** `updated` if readers see nothing new. */
  updated: Instant;
  /** `updated` if they do. */
  modified: Instant;
}

export interface EntryResult {
  entry: Entry;
  /** Names the entry by all that it shows. */
  hash: string;
  /** Digest of title and body, by which the next version is compared. */
  shown: string;
  /** With an error among them the entry is not admitted. */
  problems: Problem[];
}

export { RENDERER_VERSION };

export const entryHash = (entry: Entry): string => digest(entry);

/**
 * Digest of what rendering depends on beside the post; rows that were made with another one are stale.
 * @param version of the renderer: this function's own, or the one that the catalog says is in force
 */
export function renderDigest(site: Site, version: string = RENDERER_VERSION): string {
  const {
    generator,
    link,
    timezone,
    posts,
    permalink,
    people,
    id,
    excerptSeparator,
    liquid,
    limits,
    sourceMarkdown,
    variables,
    materials,
  } = site;
  const { language, languages, permalinks, roots, dates, defaults, sections, collections, source, collectionsDir } = site;
  const folders = [roots, source, collections, collectionsDir, defaults, sections, materials?.digest];
  const reading = [generator, link, timezone, posts, permalink, permalinks, dates, language, languages, people, id];
  return digest(version, ...reading, ...folders, excerptSeparator, liquid, limits, sourceMarkdown, variables);
}

/** Atom's `updated` moves on a significant change only: what front matter says, else when what is shown changed. RFC 4287 section 4.2.15. */
function updatedOf({ post, shown, updated, modified }: EntryJob, nowShown: string): Instant {
  if (post.updated !== undefined) return post.updated;
  if (shown === '' || shown === nowShown) return updated;
  return modified > updated ? modified : updated;
}

/** Entries in one trial document: enough to share its costs, few enough to try one by one when it fails. */
export const TOGETHER = 16;

export async function makeEntries(jobs: EntryJob[]): Promise<EntryResult[]> {
  const results: EntryResult[] = [];
  for (let start = 0; start < jobs.length; start += TOGETHER) {
    const made = await Promise.all(jobs.slice(start, start + TOGETHER).map(makeEntry));
    const sound = made.filter(({ problems }) => !problems.some(({ severity }) => severity === 'error'));
    const reasons = refusals(sound.map(({ entry }) => entry));
    for (const [index, { entry, problems }] of sound.entries()) {
      const message = reasons[index];
      if (message !== undefined) problems.push({ key: entry.key, line: 1, column: 1, message, severity: 'error' });
    }
    results.push(...made);
  }
  return results;
}

async function makeEntry(job: EntryJob): Promise<EntryResult> {
  const { post, links, site, materials, id, published, terms } = job;
  const { html, summary, markdown, problems } = await renderBody(post, links, site, materials);
  const shown = digest(post.title, html);
  const entry: Entry = {
    key: post.key,
    id,
    link: post.link,
    title: post.title,
    published,
    updated: updatedOf(job, shown),
    authors: post.authors,
    terms,
    summary,
    html,
    ...(post.language ? { language: post.language } : {}),
    ...(post.image ? { image: post.image } : {}),
    ...(post.externalUrl ? { externalUrl: post.externalUrl } : {}),
    ...(post.content ? { content: post.content } : {}),
    ...(markdown ? { markdown } : {}),
  };
  return { entry, hash: entryHash(entry), shown, problems };
}
