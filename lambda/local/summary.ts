/** A run's result, as in schema/output.schema.json. */
import { styleText } from 'node:util';
import { type Catalog, isCopy, listed, type State, visible } from '../core/catalog/catalog.ts';
import { type Change, comingChanges } from '../core/catalog/coming.ts';
import { type Skipped, skippedFiles } from '../core/catalog/membership.ts';
import { movedProblems } from '../core/catalog/moved-problems.ts';
import { publicFeeds } from '../core/catalog/outputs.ts';
import { sharedAddresses } from '../core/catalog/shared-addresses.ts';
import { commonFolder } from '../core/catalog/vanished.ts';
import type { Key, Problem } from '../core/model.ts';
import { printable } from '../core/text/printable.ts';
import type { Report } from '../publish/publish.ts';
import { vanishedText } from '../publish/run-report.ts';
import { documentTargets } from '../publish/write-output.ts';
import { type Folders, folderLines, foldersOf, pageFoldersOf } from './folder-lines.ts';
import { type Languages, languageLines, languagesOf } from './language-lines.ts';
import { nextChange, plural, sizeText } from './text.ts';

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

export function summarize(
  { catalog, problems, notices, shortened, unread, vanished, damaged, documents, bytes, rendered, pings }: Report,
  milliseconds: number,
  place?: string,
): Summary {
  const rows = Object.values(catalog.posts);
  const count = (...states: State[]) => rows.filter(({ state }) => states.includes(state)).length;
  const copies = rows.filter(isCopy).length;
  const outputs = Object.keys(catalog.feeds);
  const languages = languagesOf(catalog);
  return {
    posts: rows.filter((row) => listed(row, catalog.moment)).length,
    scheduled: count('scheduled', 'waiting'),
    expired: count('expired'),
    drafts: count('draft'),
    unlisted: rows.filter((row) => visible(row, catalog.moment)?.unlisted).length,
    refused: count('rejected', 'duplicate') - copies,
    copies,
    vanished: vanished.length,
    undated: count('ignored'),
    skipped: skippedFiles(catalog),
    globs: catalog.site.posts,
    folders: foldersOf(catalog),
    pageFolders: pageFoldersOf(catalog),
    ...(languages ? { languages } : {}),
    feeds: publicFeeds(outputs).length,
    documents: outputs.reduce((sum, feed) => sum + documentTargets(feed, catalog.site).length, 0),
    written: documents,
    bytes,
    damaged,
    rendered,
    pings,
    coming: comingChanges(catalog),
    timezone: catalog.site.timezone,
    milliseconds: Math.round(milliseconds),
    problems: [
      ...notices,
      ...shortened,
      ...(vanished.length > 0 ? [vanishedProblem(vanished, place)] : []),
      ...allProblems(catalog, problems),
      ...[...unread].map(([key, reason]) => unreadProblem(key, reason)),
    ],
  };
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
export function allProblems(catalog: Catalog, configuration: Problem[]): Problem[] {
  const posts = Object.entries(catalog.posts).sort(([a], [b]) => (a < b ? -1 : 1));
  const feeds = Object.entries(catalog.feeds).flatMap(([feed, { problem }]): Problem[] =>
    problem ? [{ key: `feed ${feed}`, line: 1, column: 1, message: problem, severity: 'error' }] : [],
  );
  const inOrder = (problems: Problem[]) => [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
  const all = [
    ...configuration,
    ...posts.flatMap(([, { problems }]) => inOrder(problems)),
    ...sharedAddresses(catalog),
    ...movedProblems(catalog),
    ...feeds,
  ];
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
