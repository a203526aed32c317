import { CHAPTERS_NAME, episodeFolder, hasEpisodeFolder } from '../document-names.ts';
import { loadPodcast } from '../feed/podcast-loader.ts';
import { digest } from '../hash.ts';
import type { Enclosure, Episode } from '../media.ts';
import { type Entry, FORMATS, type Instant, type Links, type Post, type Problem, type Site, type Term } from '../model.ts';
import { membershipSettings } from '../post/membership-settings.ts';
import type { RenderInputs } from '../site/render-inputs.ts';
import { admittedFormats, refusals } from './admission.ts';
import { RENDERER_VERSION, renderBody } from './body.ts';
import { shownTitle } from './shown-title.ts';

/** Plain data for worker threads. */
export interface EntryJob {
  post: Post;
  links: Links;
  site: Site;
  renderInputs?: RenderInputs;
  id: string;
  /** The post's own, or the adopted feed's of that day. */
  published: Instant;
  terms: Term[];
  /** Digest of the published version; empty for a new post. */
  contentDigest: string;
  /** For unchanged content. */
  updated: Instant;
  /** For changed content. */
  modified: Instant;
}

export interface EntryResult {
  entry: Entry;
  /** Names the entry. */
  hash: string;
  /** Of title and body. */
  contentDigest: string;
  problems: Problem[];
}

export { RENDERER_VERSION };

export const entryHash = (entry: Entry): string => digest(entry);

/**
 * Digest of all that rendering depends on besides posts.
 * @param version this renderer's, or the catalog's
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
    math,
    limits,
    sourceMarkdown,
    variables,
    materials,
  } = site;
  const { entryHeader, entryFooter, cover } = site;
  const formats = admittedFormats(site);
  const { language, languages, permalinks, roots, dates, defaults, sections, collections, source, collectionsDir, feedTags } = site;
  const folders = [
    roots,
    source,
    collections,
    collectionsDir,
    defaults,
    sections,
    materials?.digest,
    ...(feedTags ?? []),
    ...(site.attachments ? [site.attachments] : []),
    ...(site.media ? [site.media] : []),
    ...(site.remoteMedia ? ['remoteMedia'] : []),
    ...(site.lineBreaks || site.autolinks ? [{ lines: [site.lineBreaks ?? false, site.autolinks ?? ''] }] : []),
    ...(cover ? [{ cover }] : []),
    ...(site.dayDates === 'first-published' ? [site.dayDates] : []),
    ...(entryHeader || entryFooter ? [{ entryHeader, entryFooter }] : []),
    ...membershipSettings(site),
    // Posts are admitted in these only.
    ...(formats.length === FORMATS.length ? [] : [{ formats }]),
    // For addresses of chapters.
    ...(site.feedLink === site.link ? [] : [site.feedLink]),
  ];
  const reading = [generator, link, timezone, posts, permalink, permalinks, dates, language, languages, people, id];
  return digest(version, ...reading, ...folders, excerptSeparator, liquid, math, limits, sourceMarkdown, variables);
}

/** RFC 4287 section 4.2.15. */
function updatedOf({ post, contentDigest, updated, modified }: EntryJob, currentDigest: string): Instant {
  if (post.updated !== undefined) return post.updated;
  if (contentDigest === '' || contentDigest === currentDigest) return updated;
  return modified > updated ? modified : updated;
}

/** Shares the cost of a trial; cheap to try singly. */
export const ENTRIES_PER_TRIAL = 16;

export async function makeEntries(jobs: EntryJob[]): Promise<EntryResult[]> {
  const results: EntryResult[] = [];
  for (let start = 0; start < jobs.length; start += ENTRIES_PER_TRIAL) {
    const made = await Promise.all(jobs.slice(start, start + ENTRIES_PER_TRIAL).map(makeEntry));
    const valid = made.filter(({ problems }) => !problems.some(({ severity }) => severity === 'error'));
    if (valid.some(({ entry }) => entry.enclosures)) await loadPodcast();
    const [job] = jobs;
    const reasons = job
      ? refusals(
          valid.map(({ entry }) => entry),
          job.site,
        )
      : [];
    for (const [index, { entry, problems }] of valid.entries()) {
      const message = reasons[index];
      if (message !== undefined) problems.push({ key: entry.key, line: 1, column: 1, message, severity: 'error' });
    }
    results.push(...made);
  }
  return results;
}

async function enclosuresOf(post: Post, site: Site): Promise<{ enclosures?: Enclosure[]; problems: Problem[] }> {
  return post.enclosures ? (await import('./enclosures.ts')).completeEnclosures(post, site) : { problems: [] };
}

/** With the address of the chapters that Linefeed writes. */
function withChapters({ key, episode = {} }: Post, { feedLink }: Site): Episode {
  if (!episode.chapterList || episode.chapters !== undefined || !hasEpisodeFolder(key)) return episode;
  return { ...episode, chapters: feedLink + episodeFolder(key).split('/').map(encodeURIComponent).join('/') + CHAPTERS_NAME };
}

async function makeEntry(job: EntryJob): Promise<EntryResult> {
  const { post, links, site, renderInputs, id, published, terms } = job;
  const { html, summary, markdown, problems } = await renderBody(post, links, site, renderInputs);
  const contentDigest = digest(post.title, html);
  const attached = await enclosuresOf(post, site);
  const bare: Omit<Entry, 'html'> = {
    key: post.key,
    id,
    link: post.link,
    title: shownTitle(post.title, site),
    published,
    updated: updatedOf(job, contentDigest),
    authors: post.authors,
    terms,
    summary,
    ...(post.language ? { language: post.language } : {}),
    ...(post.image ? { image: post.image } : {}),
    ...(attached.enclosures?.length
      ? { enclosures: attached.enclosures, ...(post.episode ? { episode: withChapters(post, site) } : {}) }
      : {}),
    ...(post.externalUrl ? { externalUrl: post.externalUrl } : {}),
    ...(post.content ? { content: post.content } : {}),
    ...(markdown ? { markdown } : {}),
  };
  const shown = await withFrame(html, bare, job);
  const entry: Entry = { ...bare, html: shown.html };
  const all = [...problems, ...attached.problems, ...shown.problems, ...coverProblems(entry, site)];
  return { entry, hash: entryHash(entry), contentDigest, problems: all };
}

/** RSS requires the length of an enclosure. */
function coverProblems({ key, image, enclosures }: Entry, { cover }: Site): Problem[] {
  if (!cover?.includes('enclosure') || !image || image.length !== undefined || enclosures) return [];
  const message = `image: the size of ${image.url} is unknown, so it is no enclosure; write its bytes, such as image: { path: …, length: 56508 }`;
  return [{ key, line: 1, column: 1, message, severity: 'warning' }];
}

/** Not part of the content digest: a new footer is no update to readers. */
async function withFrame(
  html: string,
  entry: Omit<Entry, 'html'>,
  { post, site }: EntryJob,
): Promise<{ html: string; problems: Problem[] }> {
  if (!site.entryHeader && !site.entryFooter) return { html, problems: [] };
  return (await import('./entry-frame.ts')).framed(html, entry, post, site);
}
