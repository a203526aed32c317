/** `linefeed build`. Loads the code of a run only if something changed. */
import type { Settings } from '../../core/site/settings.ts';
import type { Places } from '../places.ts';
import { type Emptying, type Output, print } from '../report/print.ts';
import { summaryLines } from '../report/summary-lines.ts';
import { inspect } from './inspect.ts';

/** @param program see `identityOf` */
export async function build(places: Places, overrides: Settings, options: Output & Emptying, program?: URL): Promise<number> {
  const start = performance.now();
  const inspection = inspect(places, overrides, program);
  if (inspection?.last && inspection.changed?.length === 0) {
    const summary = { ...inspection.last.summary, milliseconds: Math.round(performance.now() - start) };
    return print(summary, summaryLines(summary), options);
  }
  const { buildFolder } = await import('./build-folder.ts');
  return buildFolder(places, overrides, options, inspection);
}
