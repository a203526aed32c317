/** What becomes of the addresses that readers of an adopted feed request. */
import { documentPath, isPresent, outputAt } from '../../core/catalog/document-path.ts';
import { encodeOutput, isOwn } from '../../core/catalog/outputs.ts';
import { fileOf } from '../../core/document-names.ts';
import { FORMATS, type Format, type OutputKey, type Site } from '../../core/model.ts';
import { presentOf } from '../../core/site/config.ts';
import { isInTheWay } from '../../core/site/in-the-way.ts';
import { oldPath } from '../../core/site/setting-readers.ts';
import { listPosts } from '../../publish/list-posts.ts';
import type { RunContext } from '../../publish/publish.ts';

export interface FeedAddress {
  url: string;
  format: Format;
}

export interface Addresses {
  stay: string[];
  /** With the path that redirects, and its target. */
  redirect: { url: string; path: string; to: Format }[];
  lost: { url: string; reason: string }[];
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;
/** A part of a feed. */
const PAGE = /[?&](?:paged?|offset|start-index|max-results|cursor)=/i;
const TERM = /(?:^|\/)(?:categor(?:y|ies)|tags?|authors?|labels?|topics?)\/./i;

const plainHost = ({ host }: URL): string => host.replace(/^www\./, '');

/** The path below the feeds' root, decoded. */
function pathOf(url: URL, { feedLink }: Site): string | undefined {
  const root = new URL(feedLink);
  const isHere = LOOPBACK.test(url.hostname) || plainHost(url) === plainHost(root);
  return isHere && url.pathname.startsWith(root.pathname) ? oldPath(url.pathname.slice(root.pathname.length)) : undefined;
}

function isServed(file: string, site: Site): boolean {
  if ([...Object.values(site.feeds), ...Object.keys(site.moved ?? {})].some((path) => fileOf(path) === file)) return true;
  const output = outputAt(file, site);
  return output?.kind === 'feed' && FORMATS.some((format) => documentPath(output, format, site) === file);
}

function reasonOf(url: URL, path: string | undefined, site: Site): string | undefined {
  const { host, pathname } = new URL(site.feedLink);
  const [to] = FORMATS.flatMap((format) => site.feeds[format] ?? []);
  if (url.search !== '') return `it has a query, which the CDN ignores; redirect it to ${site.feedLink}${to}`;
  if (path === undefined && (LOOPBACK.test(url.hostname) || plainHost(url) === plainHost(new URL(site.feedLink))))
    return `no file of the feeds can be there; redirect it to ${site.feedLink}${to}`;
  if (path === undefined) return `it is not at ${host}${pathname}; redirect it there to ${site.feedLink}${to}`;
  if (TERM.test(path))
    return `it seems to be the feed of a term; name that feed: feeds: { moved: { ${path}: tags/<slug>/rss.xml } } in linefeed.yaml`;
  const isBlocked = isPresent(path, site) || Object.values(site.feeds).some((name) => isInTheWay(name, path));
  return isBlocked ? `another document is there; redirect it to ${site.feedLink}${to}` : undefined;
}

export function fatesOf(addresses: readonly FeedAddress[], site: Site): Addresses {
  const fates: Addresses = { stay: [], redirect: [], lost: [] };
  const seen = new Set<string>();
  for (const { url: text, format } of addresses) {
    const url = new URL(text);
    const path = url.search === '' ? pathOf(url, site) : undefined;
    if (PAGE.test(url.search) || seen.has(path ?? text)) continue;
    seen.add(path ?? text);
    if (path !== undefined && isServed(fileOf(path), site)) {
      fates.stay.push(text);
      continue;
    }
    const reason = reasonOf(url, path, site);
    // Readers of Atom take RSS, but not JSON.
    const to = [format, ...(['rss', 'atom'] as const)].find((each) => site.feeds[each] !== undefined);
    if (reason !== undefined || path === undefined || to === undefined)
      fates.lost.push({ url: text, reason: reason ?? 'feeds in linefeed.yaml disables its format; enable it' });
    else fates.redirect.push({ url: text, path, to });
  }
  return fates;
}

/** Addresses of feeds of terms, by their output: only a run knows which terms there are. */
export function termFeeds({ stay }: Addresses, site: Site): Map<string, OutputKey> {
  const found = stay.flatMap((url): [string, OutputKey][] => {
    const output = outputAt(fileOf(pathOf(new URL(url), site) ?? ''), site);
    return output?.kind === 'feed' && output.of.kind === 'term' && !isOwn(output.of) ? [[url, encodeOutput(output)]] : [];
  });
  return new Map(found);
}

/** @param missing addresses of terms that no post has */
export function withoutMissing(addresses: Addresses, missing: ReadonlySet<string>, site: Site): Addresses {
  const lost = [...missing].map((url) => ({
    url,
    reason: `no post has this term; name its feed: feeds: { moved: { ${pathOf(new URL(url), site)}: tags/<slug>/rss.xml } } in linefeed.yaml`,
  }));
  return { ...addresses, stay: addresses.stay.filter((url) => !missing.has(url)), lost: [...addresses.lost, ...lost] };
}

/** As the run will have it; undefined for a configuration that the run refuses. */
export async function siteFor({ posts, overrides, catalog }: RunContext, appliesConfig: boolean): Promise<Site | undefined> {
  const known = (await catalog.read())?.catalog.site;
  if (known && !appliesConfig) return known;
  const { site = known } = (await listPosts(posts, overrides, undefined, known && presentOf(known))).configuration;
  return site && { ...site, moved: { ...known?.moved, ...site.moved } };
}
