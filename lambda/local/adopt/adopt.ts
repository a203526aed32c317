import { whyUnmatched } from '../../core/catalog/adoption.ts';
import type { AdoptedItem, Row } from '../../core/catalog/catalog.ts';
import type { Key, Site } from '../../core/model.ts';
import type { Report } from '../../publish/publish.ts';
import { rowsIn } from '../../state/catalog-base.ts';
import { type Buckets, openBuckets } from '../bucket-workspace.ts';
import { type Output, print, run } from '../commands.ts';
import type { Places } from '../places.ts';
import { type Summary, summaryLines } from '../summary.ts';
import { plural } from '../text.ts';
import { openTrialWorkspace, openWorkspace, type Workspace } from '../workspace.ts';
import { type Addresses, type FeedAddress, fatesOf, siteFor } from './addresses.ts';
import { readPages } from './pages.ts';

export interface Adoption {
  pages: number;
  items: number;
  mapped: number;
  kept: (AdoptedItem & { reason: string })[];
  reidentified: Key[];
  nameless: number;
  doubles: AdoptedItem[];
  unread: string[];
  /** That readers request now. */
  addresses: Addresses;
}

/** No full run in buckets: a function of another version may publish there. */
export type Target = { places: Places } | { buckets: Buckets };

const open = (target: Target, isTrial: boolean): Workspace | Promise<Workspace> =>
  'buckets' in target ? openBuckets(target.buckets, isTrial) : isTrial ? openTrialWorkspace(target.places) : openWorkspace(target.places);

export interface AdoptOptions extends Output {
  /** @default false: only reports */
  yes?: boolean;
  /** May serve the feed's pages. */
  followOrigin?: string[];
  /** Addresses that may be lost. */
  dropAddress?: string[];
}

export async function adopt(
  sources: string[],
  target: Target,
  { yes = false, followOrigin = [], dropAddress = [], ...output }: AdoptOptions,
): Promise<number> {
  const found = await readPages(sources, { followOrigins: followOrigin });
  if (found.items.length === 0) throw new Error(`${sources.join(', ')}: the feed has no items; name the one that readers follow`);
  const workspace = await open(target, !yes);
  const isFull = 'places' in target;
  const addresses = await addressesIn(workspace, found.addresses, isFull);
  const lost = addresses.lost.find(({ url }) => !dropAddress.includes(url));
  if (yes && lost) {
    await workspace.close();
    throw new Error(`${lost.url} would be lost: ${lost.reason}; then repeat the command with --drop-address ${lost.url}`);
  }
  const moved = Object.fromEntries(addresses.redirect.map(({ path, to }) => [path, to]));
  const { report, summary } = await run(workspace, { keys: [], full: isFull, adopt: found.items, moved });
  const reasons = await reasonsFor(report, found.items);
  const kept = found.items.flatMap((item) => {
    const reason = reasons.get(item.id);
    return reason === undefined ? [] : [{ ...item, reason }];
  });
  const { pages, nameless, doubles, unread, items } = found;
  const counts = { pages, items: items.length, mapped: items.length - kept.length };
  const adoption: Adoption = { ...counts, kept, reidentified: report.reidentified, nameless, doubles, unread, addresses };
  const result: Summary & { adoption: Adoption } = { ...summary, ...(yes ? {} : { dryRun: true }), adoption };
  const lines = [
    ...linesOf(adoption, yes),
    ...guidLines(found.guid, report.head.site),
    ...summaryLines(result),
    ...(yes ? [] : ['to adopt the feed, run the same command with --yes']),
  ];
  return print(result, lines, output);
}

async function reasonsFor({ base, head }: Report, wanted: readonly AdoptedItem[]): Promise<Map<string, string>> {
  const ids = new Set(wanted.map(({ id }) => id));
  const unmatched = head.adopted.filter(({ id }) => ids.has(id));
  const rows = new Map<Key, Row>();
  if (unmatched.length > 0) for await (const [key, row] of rowsIn(base)) rows.set(key, row);
  return whyUnmatched(rows, unmatched, head.site);
}

async function addressesIn({ publisher, close }: Workspace, found: readonly FeedAddress[], isFull: boolean): Promise<Addresses> {
  try {
    const site = await siteFor(publisher, isFull);
    return site ? fatesOf(found, site) : { stay: [], redirect: [], lost: [] };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Only the configuration can say which show it is. */
const guidLines = (guid: string | undefined, { podcast = [] }: Site): string[] =>
  guid === undefined || podcast.some((show) => show.guid === guid.toLowerCase())
    ? []
    : [`podcast:guid ${guid} identifies the show in apps: write it to linefeed.yaml, as podcast: { guid: ${guid} }`];

const addressLines = ({ stay, redirect, lost }: Addresses): string[] => [
  ...stay.map((url) => `address: ${url} stays`),
  ...redirect.map(
    ({ url, path, to }) => `address: ${url} redirects to the new one; without the catalog, feeds: { moved: { ${path}: ${to} } } does`,
  ),
  ...lost.map(({ url, reason }) => `address: ${url} is lost: ${reason}`),
];

function linesOf({ addresses, items, pages, mapped, kept, reidentified, nameless, doubles, unread }: Adoption, yes: boolean): string[] {
  const named = ({ link, id }: AdoptedItem) => (link === undefined || link === id ? id : `${link} (${id})`);
  const verb = yes ? 'taken over by posts' : 'would be taken over by posts';
  const again = plural(reidentified.length, 'post');
  return [
    ...addressLines(addresses),
    ...unread.map((page) => `not read: ${page}, which a file names as a page of the feed; name it too if you do not have it`),
    ...(nameless > 0 ? [`left out: ${plural(nameless, 'item')} without an id that a feed can carry`] : []),
    ...doubles.map((item) => `left out: ${named(item)}: another item has its id`),
    ...kept.map(({ reason, ...item }) => `kept: ${named(item)}: ${reason}`),
    `${plural(items, 'item')} in ${plural(pages, 'page')}: ${mapped.toLocaleString('en')} ${verb}, ${kept.length.toLocaleString('en')} kept for later posts`,
    ...(reidentified.length > 0
      ? [`${again} had another id in Linefeed's feeds: who follows these sees ${reidentified.length === 1 ? 'it' : 'them'} as new once`]
      : []),
  ];
}
