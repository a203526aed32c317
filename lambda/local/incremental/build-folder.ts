/** A run of `linefeed build`: of few posts if only these changed, else of all. */
import type { Stats } from 'node:fs';
import type { Settings } from '../../core/site/settings.ts';
import { publish } from '../../publish/publish.ts';
import { copyMedia, mediaLines } from '../media-files.ts';
import type { Places } from '../places.ts';
import { showProgress } from '../progress.ts';
import { type Emptying, type Output, print } from '../report/print.ts';
import { summarize } from '../report/summary.ts';
import { summaryLines } from '../report/summary-lines.ts';
import { openWorkspace } from '../workspace.ts';
import { certain, withWrites } from './file-states.ts';
import type { Inspection } from './inspect.ts';
import { writeLastBuild } from './last-build.ts';
import { changedPosts, continued, editedPosts, type Next, remember } from './next-build.ts';

/** @param inspection undefined: nothing is remembered */
export async function buildFolder(
  places: Places,
  overrides: Settings,
  { allowEmpty = false, ...output }: Output & Emptying,
  inspection: Inspection | undefined,
): Promise<number> {
  const last = inspection?.last && { ...inspection.last, next: inspection.last.next as Next };
  const edited = inspection && editedPosts(inspection);
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
    if (inspection && made && workspace.isHeld()) {
      const { identity, taken, states } = inspection;
      const times = { made: taken, full: (before && last?.full) ?? taken };
      writeLastBuild(places, identity, { ...times, ...made }, withWrites(certain(states, taken), writes));
    }
    return print(summary, [...summaryLines(summary), ...media], output);
  } finally {
    progress.stop();
    await workspace.close();
  }
}
