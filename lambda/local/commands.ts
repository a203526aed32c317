/** The commands `build`, `check` and `reconcile`: one look at everything, in a folder or in buckets. And what every command that runs does. */
import type { State } from '../core/catalog/catalog.ts';
import type { Settings } from '../core/site/settings.ts';
import { type Batch, publish, type Report, type RunContext } from '../publish/publish.ts';
import { type Buckets, openBuckets } from './bucket-workspace.ts';
import { openAtMoment } from './other-moment.ts';
import { writeJson, writeLines } from './output.ts';
import { patientPing } from './patient-ping.ts';
import { showProgress } from './progress.ts';
import { skippedLines } from './skipped-lines.ts';
import { hasErrors, problemLine, type Summary, summarize, summaryLines } from './summary.ts';
import { comingLines, localTime, plural } from './text.ts';
import { openDryWorkspace, openWorkspace, type Places, type Workspace } from './workspace.ts';

export interface Output {
  format: 'text' | 'json';
  /** Names the files that were not taken as posts. @default false */
  verbose?: boolean;
}

/** Exit codes: posts were refused; the command or the configuration is wrong, or all published posts vanished at once. */
export const REFUSED = 1;
export const WRONG = 2;

/** Of files that are no posts. */
const NO_POSTS: ReadonlySet<State> = new Set(['ignored', 'part', 'removed']);

export interface Emptying {
  /** The feeds may become empty. @default false */
  allowEmpty?: boolean;
}

const EVERYTHING: Batch = { keys: [], full: true };

/** @param own what this run has beside its workspace's */
export async function run(
  workspace: Workspace,
  batch: Batch,
  own: Partial<RunContext> = {},
): Promise<{ report: Report; summary: Summary }> {
  const progress = showProgress({ ...workspace.publisher, ...own }, process.stderr);
  try {
    const start = performance.now();
    const report = await publish(batch, progress.publisher);
    return { report, summary: summarize(report, performance.now() - start, workspace.publisher.place) };
  } finally {
    progress.stop();
    await workspace.close();
  }
}

export function print(summary: Summary, lines: readonly string[], { format, verbose = false }: Output): number {
  if (format === 'json') {
    writeJson(summary);
  } else {
    const colour = process.stderr.isTTY && !process.env.NO_COLOR;
    writeLines(
      process.stderr,
      summary.problems.map((problem) => problemLine(problem, colour)),
    );
    writeLines(process.stdout, [...lines, ...skippedLines(summary.skipped, summary.posts, verbose)]);
  }
  if (summary.vanished > 0) return WRONG;
  return hasErrors(summary.problems) ? REFUSED : 0;
}

/** Publishes a folder. @returns the exit code */
export async function build(places: Places, overrides: Settings, { allowEmpty = false, ...output }: Output & Emptying): Promise<number> {
  const { summary } = await run(await openWorkspace(places, overrides), EVERYTHING, { allowEmpty });
  return print(summary, summaryLines(summary), output);
}

/**
 * Publishes a folder as of a moment, into another folder; what is published stays as it is.
 * @param at as in front matter
 * @returns the exit code
 */
export async function buildAt(
  published: Places,
  out: string,
  at: string,
  overrides: Settings,
  { allowEmpty = false, ...output }: Output & Emptying,
): Promise<number> {
  const { report, summary } = await run(await openAtMoment(published, out, at, overrides), EVERYTHING, { allowEmpty });
  const { moment } = report.catalog;
  return print(summary, [`as of ${localTime(moment, summary.timezone)} ${summary.timezone}:`, ...summaryLines(summary)], output);
}

/** Reports every problem of every post, as the next run would; nothing is published. @returns the exit code */
export async function check(places: Places, output: Output): Promise<number> {
  const { report, summary } = await run(openDryWorkspace(places), EVERYTHING);
  const errors = summary.problems.filter(({ severity }) => severity === 'error').length;
  const warnings = summary.problems.length - errors;
  const read = Object.values(report.catalog.posts).filter(({ state }) => !NO_POSTS.has(state)).length;
  const line = `${plural(read, 'post')} read: ${plural(errors, 'error')}, ${plural(warnings, 'warning')}`;
  return print(summary, [line, ...comingLines(summary.coming, summary.timezone)], output);
}

export interface ReconcileOutput extends Output, Emptying {
  /** Nothing is written. */
  dryRun: boolean;
  /** Whether hubs are told of what changed, which takes a minute. */
  ping: boolean;
}

/** Brings the feeds of buckets up to date. @returns the exit code */
export async function reconcile(buckets: Buckets, { dryRun, ping, allowEmpty = false, ...output }: ReconcileOutput): Promise<number> {
  const pinging = ping && !dryRun ? { ping: patientPing((line) => writeLines(process.stderr, [`linefeed: ${line}`])) } : {};
  const own = { allowEmpty, ...pinging };
  const { summary } = await run(await openBuckets(buckets, dryRun), EVERYTHING, own);
  const whole = { ...summary, ...(dryRun ? { dryRun } : {}) };
  return print(whole, summaryLines(whole), output);
}
