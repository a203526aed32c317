import { timingOf } from '../core/catalog/as-of.ts';
import type { Instant } from '../core/model.ts';
import type { Batch, RunContext } from './context.ts';
import { clockNotices } from './notices.ts';
import type { RunPlan } from './run-plan.ts';

/** Request the store's time after the catalog, which must not be newer. */
export async function timingFor(
  last: Instant | undefined,
  { scheduledFor: wake }: Batch,
  { site, now }: RunContext,
): Promise<Pick<RunPlan, 'timing' | 'moment' | 'notices'>> {
  const clocks = { own: now(), store: await site.now(), last, wake };
  const timing = timingOf(clocks);
  return { timing, moment: timing.moment, notices: clockNotices(clocks, timing) };
}
