/** A run's result, as in schema/output.schema.json. */
import { styleText } from 'node:util';
import { type Head, isCopy, listed, type Row, type State, visible } from '../core/catalog/catalog.ts';
import { type Change, comingChanges } from '../core/catalog/coming.ts';
import { notableRows } from '../core/catalog/facts/notable-rows.ts';
import { skippedIn } from '../core/catalog/facts/skipped.ts';
import { type Skipped, skippedFiles } from '../core/catalog/membership.ts';
import { movedProblems } from '../core/catalog/moved-problems.ts';
import { sharedAddresses } from '../core/catalog/shared-addresses.ts';
import { commonFolder } from '../core/catalog/vanished.ts';
import type { Key, Problem } from '../core/model.ts';
import { printable } from '../core/text/printable.ts';
import type { Report } from '../publish/publish.ts';
import { vanishedText } from '../publish/run-report.ts';
import { type Folders, folderLines, foldersOf, pageFoldersOf } from './folder-lines.ts';
import { type Languages, languageLines, languagesOf } from './language-lines.ts';
import { nextChange, plural, sizeText } from './text.ts';
import { nextTotals, type Totals } from './totals.ts';

export interface Summary {
  posts: number;
  scheduled: number;
  expired: number;
  drafts: number;
  unlisted: number;
  refused: number;
  copies: number;
  vanished: number;
  undated: number;
  /** `{ "no date": ["content/about.md"] }` */
  skipped: Skipped;
  globs: string[];
  /** See `folder-lines.ts`. */
  folders: Folders;
  pageFolders: Folders;
  /** See `language-lines.ts`. */
  languages?: Languages;
  feeds: number;
  documents: number;
  written: number;
  bytes: number;
  damaged: string[];
  rendered: number;
  pings: number;
  coming: Change[];
  timezone: string;
  milliseconds: number;
  problems: Problem[];
  dryRun?: true;
}

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

export const hasErrors = (problems: Problem[]): boolean => problems.some(({ severity }) => severity === 'error');

/** `_posts/a.md:4:7: error: date: expected a date, got "tomorrow"` */
export function problemLine({ key: name, line, column, message: text, severity }: Problem, color: boolean): string {
  // Node 22 would check stdout itself.
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const [key, message] = [printable(name), printable(text)];
  return `${paint('bold', `${key}:${line}:${column}:`)} ${paint(severity === 'error' ? 'red' : 'yellow', severity)}: ${message}`;
}

export function summaryLines(summary: Summary): string[] {
  const { posts, feeds, documents, written, bytes, milliseconds } = summary;
  const done = summary.dryRun ? 'to write' : 'written';
  const wrote = written === 0 ? 'nothing to write, all up to date' : `${written.toLocaleString('en')} ${done} (${sizeText(bytes)})`;
  const excluded = [
    summary.scheduled > 0 ? `${summary.scheduled} scheduled` : '',
    summary.unlisted > 0 ? `${summary.unlisted} unlisted` : '',
    summary.drafts > 0 ? plural(summary.drafts, 'draft') : '',
    summary.expired > 0 ? `${summary.expired} expired` : '',
    summary.refused > 0 ? `${summary.refused} refused` : '',
    summary.copies > 0 ? `${summary.copies.toLocaleString('en')} ${summary.copies === 1 ? 'copy' : 'copies'}` : '',
  ].filter((text) => text !== '');
  const line = `${plural(posts, 'post')} in ${plural(feeds, 'feed')}: ${plural(documents, 'document')}, ${wrote} in ${(milliseconds / 1000).toFixed(2)} s`;
  const more = [
    ...(posts === 0 && excluded.length === 0 ? [emptyLine(summary)] : []),
    ...damagedLines(summary, summary.dryRun ? 'would be written again' : 'is written again'),
    ...(excluded.length === 0 ? [] : [`not in the feeds: ${excluded.join(', ')}`]),
    ...folderLines(summary.folders, summary.pageFolders),
    ...languageLines(summary.languages),
    ...nextChange(summary.coming, summary.timezone),
    ...(summary.pings > 0 ? [`pings to hubs: ${summary.pings.toLocaleString('en')}`] : []),
    ...(summary.dryRun ? ['dry run: nothing was written'] : []),
  ];
  return [line, ...more];
}

/** The rest only in `--format json`. */
const DAMAGED_NAMED = 20;

/** @param outcome `is written again` */
export function damagedLines({ damaged }: Pick<Summary, 'damaged'>, outcome: string): string[] {
  const more = damaged.length - DAMAGED_NAMED;
  return [
    ...damaged.slice(0, DAMAGED_NAMED).map((path) => `${printable(path)} was changed since it was written, and ${outcome}`),
    ...(more > 0 ? [`and ${plural(more, 'more document')}: --format json names all`] : []),
  ];
}

const emptyLine = ({ undated, globs }: Summary): string =>
  undated > 0
    ? `no file is a post: ${undated.toLocaleString('en')} ${undated === 1 ? 'file has' : 'files have'} no date; write one into front matter, such as date: 2026-03-01, or into the file's name`
    : `no file is a post: looked for ${globs.join(', ')}; if they are elsewhere, write posts: [content/**] into linefeed.yaml`;
