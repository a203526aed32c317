/** A run of `linefeed build`: of few posts if only these changed, else of all. */
import type { Stats } from 'node:fs';
import type { Settings } from '../core/site/settings.ts';
import { publish } from '../publish/publish.ts';
import { certain, withWrites } from './file-states.ts';
import { writeLastBuild } from './last-build.ts';
import type { Seen } from './look.ts';
import { copyMedia, mediaLines } from './media-files.ts';
import { changedPosts, continued, editedPosts, type Next, remember } from './next-build.ts';
import type { Places } from './places.ts';
import { type Emptying, type Output, print } from './print.ts';
import { showProgress } from './progress.ts';
import { summarize } from './summary.ts';
import { summaryLines } from './summary-lines.ts';
import { openWorkspace } from './workspace.ts';

/** Milliseconds. Runs of few posts leave garbage, which a full run deletes when it is an hour old. */
const LONGEST_WITHOUT_FULL = 3_600_000;

/** @param seen undefined: nothing is remembered */
export async function buildFolder(
  places: Places,
  overrides: Settings,
  { allowEmpty = false, ...output }: Output & Emptying,
  seen: Seen | undefined,
): Promise<number> {
  const last = seen?.last && { ...seen.last, next: seen.last.next as Next };
  const isFew = seen && last && seen.taken - last.full <= LONGEST_WITHOUT_FULL;
  const edited = isFew ? editedPosts(seen.changed, last.next.site) : undefined;
  const writes = new Map<string, Stats | undefined>();
  const onWrite = (key: string, stat: Stats | undefined) => void writes.set(key, stat);
  const workspace = await openWorkspace(places, overrides, { isPartial: edited !== undefined, onWrite });
  const progress = showProgress({ ...workspace.publisher, allowEmpty }, process.stderr);
  try {
    const start = performance.now();
    const batch = edited && last ? { keys: await changedPosts(edited, last.next.site, workspace.publisher) } : { keys: [], full: true };
    const own = await publish(batch, progress.publisher);
    const before = edited && last && continued(own, last.next);
    const report = before ? { ...own, problems: before.next.problems } : own;
    const { summary, totals } = await summarize(report, performance.now() - start, places.dir, before);
    const media = mediaLines(await copyMedia(report, places, workspace.publisher.site));
    const made = edited && !before ? undefined : await remember(report, { summary, totals, before: before?.next });
    if (seen && made && workspace.isHeld()) {
      const times = { made: seen.taken, full: (before && last?.full) ?? seen.taken };
      writeLastBuild(places, { identity: seen.identity, ...times, ...made }, withWrites(certain(seen.states, seen.taken), writes));
    }
    return print(summary, [...summaryLines(summary), ...media], output);
  } finally {
    progress.stop();
    await workspace.close();
  }
}
