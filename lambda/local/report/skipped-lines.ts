import type { Skipped } from '../../core/catalog/membership.ts';
import { printable } from '../../core/text/printable.ts';
import { grouped, plural } from '../text.ts';

export function skippedLines(skipped: Skipped, posts: number, verbose: boolean): string[] {
  const groups = Object.entries(skipped);
  const total = groups.reduce((sum, [, keys]) => sum + keys.length, 0);
  if (total === 0) return [];
  const counts = groups.map(([reason, keys]) => `${grouped(keys.length)} ${reason}`).join(', ');
  const head = total > posts ? 'WARNING: more files were not taken as posts than were' : 'not taken as posts';
  const line = `${head}: ${plural(total, 'file')} (${counts})${verbose ? ':' : '; --verbose names them'}`;
  return [line, ...(verbose ? groups.flatMap(([reason, keys]) => keys.map((key) => `  ${printable(key)}: ${reason}`)) : [])];
}
