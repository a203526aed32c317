/** A post and what its names stand for -> the entry that feeds show, admitted only if every format can carry it. */
import { RENDERER_VERSION, renderBody } from '../body.ts';
import { digest } from '../hash.ts';
import { type Entry, FORMATS, type Instant, type Links, type Post, type Problem, type Site, type Term } from '../model.ts';
import { renderDocument } from '../feed/render.ts';
import { verifyDocument } from '../feed/verify.ts';

/** All that an entry depends on, as plain data: it may be sent to another thread. */
export interface EntryJob {
  post: Post;
  links: Links;
  site: Site;
  id: string;
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
  /** Digest of title and body, by which the next version is compared. */
  shown: string;
  /** With an error among them the entry is not admitted. */
  problems: Problem[];
}

/** Digest of what rendering depends on beside the post; rows that were made with another one are stale. */
export function renderingOf(site: Site): string {
  const { flavor, link, timezone, posts, permalink, people, id, excerptSeparator, liquid, variables } = site;
  return digest(RENDERER_VERSION, flavor, link, timezone, posts, permalink, people, id, excerptSeparator, liquid, variables);
}

/** Atom's `updated` moves on a significant change only: what front matter says, else when what is shown changed. RFC 4287 section 4.2.15. */
function updatedOf({ post, shown, updated, modified }: EntryJob, nowShown: string): Instant {
  if (post.updated !== undefined) return post.updated;
  if (shown === '' || shown === nowShown) return shown === '' ? post.published : updated;
  return modified > updated ? modified : updated;
}

export async function makeEntry(job: EntryJob): Promise<EntryResult> {
  const { post, links, site, id, terms } = job;
  const { html, summary, problems } = await renderBody(post, links, site);
  const shown = digest(post.title, html);
  const entry: Entry = {
    key: post.key,
    id,
    link: post.link,
    title: post.title,
    published: post.published,
    updated: updatedOf(job, shown),
    authors: post.authors,
    terms,
    summary,
    html,
    ...(post.language ? { language: post.language } : {}),
  };
  const reason = problems.some(({ severity }) => severity === 'error') ? undefined : refusal(entry, site);
  const refused: Problem[] = reason ? [{ key: post.key, line: post.bodyLine, column: 1, message: reason, severity: 'error' }] : [];
  return { entry, shown, problems: [...problems, ...refused] };
}

/** Why a document with only this entry would not be well-formed: one bad post can never spoil a feed. */
function refusal(entry: Entry, site: Site): string | undefined {
  const { title, link, description, language } = site;
  const self = { rss: link, atom: link, json: link };
  const head = { feed: 'main', title, link, description, language, authors: [], self, content: 'full', updated: entry.updated } as const;
  for (const format of FORMATS) {
    try {
      const text = renderDocument({ ...head, authors: [], entries: [entry] }, format, { generation: '0', rev: 0 });
      const reason = verifyDocument(text, format, [entry.id]);
      if (reason) return `the post cannot be carried by ${format}: ${reason}`;
    } catch (error) {
      return `the post cannot be carried by ${format}: ${error instanceof Error ? error.message : error}`;
    }
  }
  return undefined;
}
