/** Reads an output's contents from the map. Price: grows with what is shown, not with the number of posts. */
import type { Show } from '../../media.ts';
import type { Site } from '../../model.ts';
import type { Facts } from '../../tree/facts.ts';
import { isVisible } from '../catalog.ts';
import type { Archive, Episode, Feed, Output } from '../outputs.ts';
import { ON_PAGE } from '../windows.ts';
import { inWindow, windowOf } from './fact-keys.ts';
import { FeedArchives, limitOf } from './feed-archives.ts';
import { FeedWindow, type Shown } from './feed-window.ts';
import { PREVIEW_WINDOW } from './indexed.ts';
import { rowOf } from './questions.ts';
import { isShow, showOf } from './show-of.ts';
import { largestTerms, newestTerms, type TermCount } from './term-counts.ts';

export interface View {
  output: Output;
  window: Shown[];
  /** Of a feed, with archived entries. */
  entries: number;
  /** The next older one. */
  previous?: Archive;
  /** The next newer one. */
  next?: Archive;
  /** Only of the main page and the OPML, sorted by key; and of a feed of terms, newest first. */
  terms?: TermCount[];
  /** Terms beside them. */
  more?: number;
  /** Of an episode's page. */
  show?: Show;
}

const emptyView = (output: Output): View => ({ output, window: [], entries: 0 });

/** Published outputs stay when empty, so that subscribers get no 404. */
export function viewOf(facts: Facts, output: Output, site: Site): View {
  if (output.kind === 'opml') return { ...emptyView(output), ...(site.opml ? largestTerms(facts, site) : {}) };
  if (output.kind === 'terms') {
    const isListed = site.termLists?.[output.taxonomy] !== undefined;
    return { ...emptyView(output), ...(isListed ? { terms: newestTerms(facts, output.taxonomy, site, site.limit) } : {}) };
  }
  if (output.kind === 'page' && !site.pages) return emptyView(output);
  if (output.of.kind === 'episode') return episode(facts, output, output.of, site);
  if (output.kind === 'chapters') return emptyView(output);
  if (output.of.kind === 'preview') return output.of.secret === site.preview ? preview(facts, output, site) : emptyView(output);
  if (output.kind === 'page') return page(facts, output, site);
  return output.kind === 'archive' ? archive(facts, output, site) : feed(facts, output, site);
}

function feed(facts: Facts, output: { kind: 'feed'; of: Feed }, site: Site): View {
  const archives = new FeedArchives(facts, output.of, site);
  const previous = archives.last();
  return { output, window: archives.live(), entries: archives.window.size, ...(previous ? { previous } : {}) };
}

function archive(facts: Facts, output: Archive, site: Site): View {
  const archives = new FeedArchives(facts, output.of, site);
  if (!archives.has(output)) return emptyView(output);
  const window = archives.entries(output);
  const [previous, next] = [archives.before(output), archives.after(output)];
  return { output, window, entries: window.length, ...(previous ? { previous } : {}), ...(next ? { next } : {}) };
}

/** Its page is for listeners of a show; chapters are for every app. */
function episode(facts: Facts, output: Output, { post }: Episode, site: Site): View {
  const row = rowOf(facts, post);
  const version = row && isVisible(row) ? row.version : undefined;
  if (!version?.episode || (output.kind === 'chapters' && version.episode !== 'chapters')) return emptyView(output);
  const show = output.kind === 'page' ? showOf(facts, post, version, site) : undefined;
  if (output.kind === 'page' && !show) return emptyView(output);
  return { output, window: [{ key: post, published: version.published, entry: version.entry }], entries: 1, ...(show && { show }) };
}

function page(facts: Facts, output: { kind: 'page'; of: Feed }, site: Site): View {
  const window = new FeedWindow(facts, output.of, site).newest(isShow(output.of, site) ? limitOf(output.of, site) : ON_PAGE);
  return { output, window, entries: window.length, ...(output.of.kind === 'main' ? largestTerms(facts, site) : {}) };
}

/** Drafts and scheduled posts. */
function preview(facts: Facts, output: Output, { limit }: Site): View {
  const range = windowOf(PREVIEW_WINDOW);
  const window = [...facts.range(...range, { limit })].map(([key, entry]): Shown => {
    const { published, post } = inWindow(range, key);
    return { key: post, published, entry: String(entry) };
  });
  return { output, window, entries: window.length };
}
