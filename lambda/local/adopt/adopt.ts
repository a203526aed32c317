import { whyUnmatched } from '../../core/catalog/adoption.ts';
import type { AdoptedItem, Row } from '../../core/catalog/catalog.ts';
import { outputRow } from '../../core/catalog/facts/questions.ts';
import type { Key, OutputKey, Site } from '../../core/model.ts';
import type { Report } from '../../publish/publish.ts';
import { rowsIn } from '../../state/catalog-base.ts';
import { type Buckets, openBuckets } from '../bucket-workspace.ts';
import { run } from '../commands.ts';
import type { Places } from '../places.ts';
import { type Output, print } from '../report/print.ts';
import { type Summary, summaryLines } from '../report/summary-lines.ts';
import { plural } from '../text.ts';
import { openTrialWorkspace, openWorkspace, type Workspace } from '../workspace.ts';
import { type Addresses, type FeedAddress, fatesOf, siteFor, termFeeds, withoutMissing } from './addresses.ts';
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
  const isFull = 'places' in target;
  const adoptIn = async (workspace: Workspace, { redirect }: Addresses) => {
    const moved = Object.fromEntries(redirect.map(({ path, to }) => [path, to]));
    return run(workspace, { keys: [], full: isFull, adopt: found.items, moved });
  };
  const trial = await open(target, true);
  const planned = await addressesIn(trial, found.addresses, isFull);
  // Only a trial tells which terms there are.
  const tried = yes && planned.terms.size === 0 ? await close(trial) : await adoptIn(trial, planned.addresses);
  const addresses = tried ? await withTerms(planned, tried.report) : planned.addresses;
  const lost = addresses.lost.find(({ url }) => !dropAddress.includes(url));
  if (yes && lost) throw new Error(`${lost.url} would be lost: ${lost.reason}; then repeat the command with --drop-address ${lost.url}`);
  const { report, summary } = !yes && tried ? tried : await adoptIn(await open(target, false), addresses);
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

interface Planned {
  addresses: Addresses;
  terms: Map<string, OutputKey>;
  site?: Site;
}

async function addressesIn(workspace: Workspace, found: readonly FeedAddress[], isFull: boolean): Promise<Planned> {
  try {
    const site = await siteFor(workspace.publisher, isFull);
    if (!site) return { addresses: { stay: [], redirect: [], lost: [] }, terms: new Map() };
    const addresses = fatesOf(found, site);
    return { addresses, terms: termFeeds(addresses, site), site };
  } catch (error) {
    await workspace.close();
    throw error;
  }
}

async function close(workspace: Workspace): Promise<undefined> {
  await workspace.close();
}

async function withTerms({ addresses, terms, site }: Planned, { base }: Report): Promise<Addresses> {
  if (!site || terms.size === 0) return addresses;
  const missing = await base.ask((facts) => [...terms].filter(([, output]) => !outputRow(facts, output)).map(([url]) => url));
  return withoutMissing(addresses, new Set(missing), site);
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
