/** A run's result: see `summary-lines.ts`. */
import { type Head, isCopy, listed, type Row, type State, visible } from '../../core/catalog/catalog.ts';
import { comingChanges } from '../../core/catalog/coming.ts';
import { notableRows } from '../../core/catalog/facts/notable-rows.ts';
import { skippedIn } from '../../core/catalog/facts/skipped.ts';
import { skippedFiles } from '../../core/catalog/membership.ts';
import { movedProblems } from '../../core/catalog/moved-problems.ts';
import { sharedAddresses } from '../../core/catalog/shared-addresses.ts';
import { commonFolder } from '../../core/catalog/vanished.ts';
import type { Key, Problem } from '../../core/model.ts';
import type { Report } from '../../publish/publish.ts';
import { vanishedText } from '../../publish/run-report.ts';
import { foldersOf, pageFoldersOf } from './folders.ts';
import { languagesOf } from './languages.ts';
import type { Summary } from './summary-lines.ts';
import { nextTotals, type Totals } from './totals.ts';

const NO_POSTS: ReadonlySet<State> = new Set(['ignored', 'part', 'removed']);

/**
 * @param last the report before, and its totals, so that the price does not grow with the number of posts
 * @returns with the number of posts that were read
 */
export async function summarize(
  report: Report,
  milliseconds: number,
  place?: string,
  last?: { head: Head; totals: Totals },
): Promise<{ summary: Summary; totals: Totals; read: number }> {
  const { base, notices, shortened, unread, vanished, damaged, documents, bytes, rendered, pings } = report;
  const { site, moment } = base.catalog;
  const totals = await nextTotals(report, last);
  const { posts, languages, moved, skipped } = await base.ask((facts) => ({
    posts: notableRows(facts, moment),
    languages: languagesOf(facts, site),
    moved: movedProblems(facts, site),
    skipped: skippedIn(facts, base.catalog),
  }));
  const rows = Object.values(posts);
  const count = (...states: State[]) => rows.filter(({ state }) => states.includes(state)).length;
  const copies = rows.filter(isCopy).length;
  const summary: Summary = {
    posts: totals.posts,
    scheduled: count('scheduled', 'waiting'),
    expired: count('expired'),
    drafts: count('draft'),
    unlisted: rows.filter((row) => visible(row, moment)?.unlisted).length,
    refused: count('rejected', 'duplicate') - copies,
    copies,
    vanished: vanished.length,
    undated: count('ignored'),
    skipped: skippedFiles({ posts, skipped }),
    globs: site.posts,
    folders: foldersOf(totals.folders, site),
    pageFolders: pageFoldersOf({ posts, site, moment }),
    ...(languages ? { languages } : {}),
    feeds: totals.feeds,
    documents: totals.documents,
    written: documents,
    bytes,
    damaged,
    rendered,
    pings,
    coming: comingChanges({ posts, moment }),
    timezone: site.timezone,
    milliseconds: Math.round(milliseconds),
    problems: [
      ...notices,
      ...shortened,
      ...(vanished.length > 0 ? [vanishedProblem(vanished, place)] : []),
      ...allProblems(posts, totals, report.problems, moved),
      ...[...unread].map(([key, reason]) => unreadProblem(key, reason)),
    ],
  };
  const others = rows.filter((row) => !NO_POSTS.has(row.state) && !listed(row, moment)).length;
  return { summary, totals, read: totals.posts + others };
}

const vanishedProblem = (keys: Key[], place: string | undefined): Problem => ({
  key: commonFolder(keys) || '.',
  line: 1,
  column: 1,
  message: `${vanishedText(keys, place)}; if you deleted the posts on purpose, say so with --allow-empty`,
  severity: 'error',
});

const unreadProblem = (key: Key, reason: string): Problem => ({
  key,
  line: 1,
  column: 1,
  message: `cannot be read, so it stays as it was: ${reason}`,
  severity: 'error',
});

/** Each once: posts may share an include. */
function allProblems(rows: Record<Key, Row>, { shared, failed }: Totals, configuration: readonly Problem[], moved: readonly Problem[]) {
  const posts = Object.entries(rows).sort(([a], [b]) => (a < b ? -1 : 1));
  const feeds = [...failed].map(([feed, message]): Problem => ({ key: `feed ${feed}`, line: 1, column: 1, message, severity: 'error' }));
  const inOrder = (problems: Problem[]) => [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
  const all = [...configuration, ...posts.flatMap(([, { problems }]) => inOrder(problems)), ...sharedAddresses(shared), ...moved, ...feeds];
  return [...new Map(all.map((problem) => [JSON.stringify(problem), problem])).values()];
}
