import type { Settings } from '../core/site/settings.ts';
import { type Batch, publish, type Report, type RunContext } from '../publish/publish.ts';
import type { Buckets } from './bucket-workspace.ts';
import { episodeFiles } from './episode-files.ts';
import { copyMedia, mediaLines } from './media-files.ts';
import { writeLines } from './output.ts';
import type { Places } from './places.ts';
import { showProgress } from './progress.ts';
import { folderLines } from './report/folder-lines.ts';
import { languageLines } from './report/language-lines.ts';
import { type Emptying, type Output, print } from './report/print.ts';
import { summarize } from './report/summary.ts';
import { damagedLines, type Summary, summaryLines } from './report/summary-lines.ts';
import { comingLines, localTime, plural } from './text.ts';
import { openDryWorkspace, type Workspace } from './workspace.ts';

const FULL: Batch = { keys: [], full: true };

export async function run(
  workspace: Workspace,
  batch: Batch,
  overrides: Partial<RunContext> = {},
): Promise<{ report: Report; summary: Summary; read: number }> {
  const progress = showProgress({ ...workspace.publisher, ...overrides }, process.stderr);
  try {
    const start = performance.now();
    const report = await publish(batch, progress.publisher);
    return { report, ...(await summarize(report, performance.now() - start, workspace.publisher.place)) };
  } finally {
    progress.stop();
    await workspace.close();
  }
}

export async function buildAt(
  published: Places,
  out: string,
  at: string,
  overrides: Settings,
  { allowEmpty = false, ...output }: Output & Emptying,
): Promise<number> {
  const { openBuildAt } = await import('./build-at.ts');
  const workspace = await openBuildAt(published, out, at, overrides);
  const { report, summary } = await run(workspace, FULL, { allowEmpty });
  const { moment } = report.head;
  const media = mediaLines(await copyMedia(report, { dir: published.dir, out }, workspace.publisher.site));
  const asOf = `as of ${localTime(moment, summary.timezone)} ${summary.timezone}:`;
  return print(summary, [asOf, ...summaryLines(summary), ...media], output);
}

/** @param options `online`: also requests the audio from its hosts */
export async function check(places: Places, { online = false, ...output }: Output & { online?: boolean }): Promise<number> {
  const [{ missedAddresses }, { podcastProblems }] = await Promise.all([
    import('./report/missed-addresses.ts'),
    import('./check-podcast.ts'),
  ]);
  const workspace = openDryWorkspace(places);
  const { report, summary: own, read } = await run(workspace, FULL);
  const missed = await missedAddresses(workspace.publisher.posts, report.head.site);
  const { posts, site } = workspace.publisher;
  const episodes = report.head.site.podcast || online ? await episodeFiles(report, site) : [];
  const ofShows = await podcastProblems(report, episodes, posts);
  const ofHosts = online ? await (await import('./check-online.ts')).onlineProblems(report.head.site, episodes) : [];
  const summary = { ...own, problems: [...missed, ...own.problems, ...ofShows, ...ofHosts] };
  const errors = summary.problems.filter(({ severity }) => severity === 'error').length;
  const warnings = summary.problems.length - errors;
  const line = `${plural(read, 'post')} read: ${plural(errors, 'error')}, ${plural(warnings, 'warning')}`;
  const damaged = damagedLines(summary, 'linefeed build writes it again');
  return print(
    summary,
    [
      line,
      ...damaged,
      ...folderLines(summary.folders, summary.pageFolders),
      ...languageLines(summary.languages),
      ...comingLines(summary.coming, summary.timezone),
    ],
    output,
    'check',
  );
}

export interface ReconcileOutput extends Output, Emptying {
  dryRun?: boolean;
  /** @default true */
  ping?: boolean;
}

export async function reconcile(
  buckets: Buckets,
  { dryRun = false, ping = true, allowEmpty = false, ...output }: ReconcileOutput,
): Promise<number> {
  const [{ openBuckets }, { pingAndWait }] = await Promise.all([import('./bucket-workspace.ts'), import('./ping-and-wait.ts')]);
  const pinging = ping && !dryRun ? { ping: pingAndWait((line) => writeLines(process.stderr, [`linefeed: ${line}`])) } : {};
  const { summary } = await run(await openBuckets(buckets, dryRun), FULL, { allowEmpty, ...pinging });
  const result = { ...summary, ...(dryRun ? { dryRun: true as const } : {}) };
  return print(result, summaryLines(result), output);
}
