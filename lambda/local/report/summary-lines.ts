/** A run's result, as in schema/output.schema.json, and its lines. An unchanged build loads no more than this. */
import { styleText } from 'node:util';
import type { Change } from '../../core/catalog/coming.ts';
import type { Skipped } from '../../core/catalog/membership.ts';
import type { Problem } from '../../core/model.ts';
import { printable } from '../../core/text/printable.ts';
import { grouped, nextChange, plural, sizeText } from '../text.ts';
import { folderLines } from './folder-lines.ts';
import type { Folders } from './folders.ts';
import { languageLines } from './language-lines.ts';
import type { Languages } from './languages.ts';

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
  /** See `folders.ts`. */
  folders: Folders;
  pageFolders: Folders;
  /** See `languages.ts`. */
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
  const wrote = written === 0 ? 'nothing to write, all up to date' : `${grouped(written)} ${done} (${sizeText(bytes)})`;
  const excluded = [
    summary.scheduled > 0 ? `${summary.scheduled} scheduled` : '',
    summary.unlisted > 0 ? `${summary.unlisted} unlisted` : '',
    summary.drafts > 0 ? plural(summary.drafts, 'draft') : '',
    summary.expired > 0 ? `${summary.expired} expired` : '',
    summary.refused > 0 ? `${summary.refused} refused` : '',
    summary.copies > 0 ? `${grouped(summary.copies)} ${summary.copies === 1 ? 'copy' : 'copies'}` : '',
  ].filter((text) => text !== '');
  const line = `${plural(posts, 'post')} in ${plural(feeds, 'feed')}: ${plural(documents, 'document')}, ${wrote} in ${(milliseconds / 1000).toFixed(2)} s`;
  const more = [
    ...(posts === 0 && excluded.length === 0 ? [emptyLine(summary)] : []),
    ...damagedLines(summary, summary.dryRun ? 'would be written again' : 'is written again'),
    ...(excluded.length === 0 ? [] : [`not in the feeds: ${excluded.join(', ')}`]),
    ...folderLines(summary.folders, summary.pageFolders),
    ...languageLines(summary.languages),
    ...nextChange(summary.coming, summary.timezone),
    ...(summary.pings > 0 ? [`pings to hubs: ${grouped(summary.pings)}`] : []),
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
    ? `no file is a post: ${grouped(undated)} ${undated === 1 ? 'file has' : 'files have'} no date; write one into front matter, such as date: 2026-03-01, or into the file's name`
    : `no file is a post: looked for ${globs.join(', ')}; if they are elsewhere, write posts: [content/**] into linefeed.yaml`;
