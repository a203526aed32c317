/** What a build leaves for the next one: whether that has nothing to do, and what a run of few posts does not read. */
import type { Head } from '../../core/catalog/catalog.ts';
import { PINGS, windowOf } from '../../core/catalog/facts/fact-keys.ts';
import { comingTimes, rowsOf } from '../../core/catalog/facts/questions.ts';
import type { Key, OutputKey, Problem, Site } from '../../core/model.ts';
import { isMarkup } from '../../core/post/path-facts.ts';
import { postSelector } from '../../core/post/selection.ts';
import { hasUnread } from '../../core/remote-media.ts';
import { configSelector, isConfigFile } from '../../core/site/config.ts';
import { isRenderInput, renderInputSelector } from '../../core/site/render-inputs.ts';
import type { Report, RunContext } from '../../publish/publish.ts';
import { type Base, rowsIn } from '../../state/catalog-base.ts';
import type { Summary } from '../report/summary-lines.ts';
import type { Totals } from '../report/totals.ts';
import { POSTS } from './file-states.ts';
import type { Inspection } from './inspect.ts';
import type { LastBuild } from './last-build.ts';

/** As JSON. */
export interface Next {
  generation: string;
  rev: number;
  site: Site;
  totals: Pick<Totals, 'posts' | 'feeds' | 'documents'> & {
    folders: [string, number][];
    failed: [OutputKey, string][];
    shared: [string, readonly Key[]][];
  };
  /** Of the configuration. */
  problems: Problem[];
  /** See `Report`. */
  withholdsLanguages: boolean;
}

/** More are compared with the catalog, by a full run. */
const MOST_EDITED = 50;

/** Milliseconds. Runs of few posts leave garbage, which a full run deletes when it is an hour old. */
const LONGEST_WITHOUT_FULL = 3_600_000;

/** @returns undefined if a full run is due, other files changed, too many, or files came and went */
export function editedPosts({ changed, last, taken }: Pick<Inspection, 'changed' | 'last' | 'taken'>): Key[] | undefined {
  if (!changed || !last || changed.length > MOST_EDITED || taken - last.full > LONGEST_WITHOUT_FULL) return undefined;
  const { site } = last.next as Next;
  const [isConfig, isInput] = [configSelector(site), renderInputSelector(site)];
  const keys = changed.flatMap((name) => (name.startsWith(POSTS) ? [name.slice(POSTS.length)] : []));
  const areEdited = keys.every((key) => isMarkup(key) && !isConfigFile(key) && !isRenderInput(key) && !isConfig(key) && !isInput(key));
  return keys.length === changed.length && areEdited ? keys : undefined;
}

/** Those that a full run would read: others have only other times. A run that reads a post commits. */
export async function changedPosts(edited: readonly Key[], site: Site, { catalog, posts }: RunContext): Promise<Key[]> {
  const base = await catalog.read();
  const rows = await base?.ask((facts) => rowsOf(facts, edited));
  const isPost = postSelector(site);
  const changed: Key[] = [];
  for (const key of edited) {
    if (!isPost(key) && !rows?.has(key)) continue;
    const head = await posts.head(key).catch(() => undefined);
    if (head === undefined || head.etag !== rows?.get(key)?.etag) changed.push(key);
  }
  return changed;
}

/** @returns what the run continues: undefined if another one came between, or a full run was needed */
export function continued({ changes: { since }, head }: Report, next: Next): { head: Head; totals: Totals; next: Next } | undefined {
  if (since?.generation !== next.generation || since.rev !== next.rev) return undefined;
  const { folders, failed, shared, ...counts } = next.totals;
  const totals = { ...counts, folders: new Map(folders), failed: new Map(failed), shared: new Map(shared) };
  return { head: { ...head, generation: next.generation, rev: next.rev, site: next.site }, totals, next };
}

/** @returns undefined if the next build may have something to do although no file changes */
export async function remember(
  report: Report,
  { summary, totals, before }: { summary: Summary; totals: Totals; before: Next | undefined },
): Promise<Pick<LastBuild, 'summary' | 'next' | 'due'> | undefined> {
  const { base, head, pending, unread, vanished, notices, shortened, problems } = report;
  const withholdsLanguages = report.withholdsLanguages ?? before?.withholdsLanguages ?? false;
  const { owed, foreign, due } = await base.ask((facts) => ({
    owed: facts.count(...PINGS),
    foreign: facts.count(...windowOf('main', true)),
    due: comingTimes(facts, head.moment).next().value,
  }));
  if (pending + owed + unread.size + vanished.length + notices.length > 0 || head.jobs || head.refused) return undefined;
  // The next full run gives a feed to each language.
  if (withholdsLanguages && foreign === 0) return undefined;
  if (head.site.remoteMedia && (await hasUnreadFiles(base))) return undefined;
  const { folders, failed, shared, ...counts } = totals;
  const { generation, rev, site } = head;
  const lists = { folders: [...folders], failed: [...failed], shared: [...shared] };
  const next: Next = { generation, rev, site, totals: { ...counts, ...lists }, problems, withholdsLanguages };
  const unchanged = { written: 0, bytes: 0, damaged: [], rendered: 0, pings: 0 };
  return {
    summary: { ...summary, ...unchanged, problems: summary.problems.filter((problem) => !shortened.includes(problem)) },
    next,
    ...(due === undefined ? {} : { due: Date.parse(due) }),
  };
}

/** Full runs request them again. */
async function hasUnreadFiles(base: Base): Promise<boolean> {
  for await (const [, { version }] of rowsIn(base)) if (hasUnread(version)) return true;
  return false;
}
