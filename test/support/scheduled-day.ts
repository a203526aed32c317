/** Replays a day with a hundred scheduled posts, minute by minute on a simulated clock. */
import { Calendar, dated, iso, MINUTE } from '../publish/calendar.ts';
import { randomFrom } from '../simulation/random.ts';

/** Clocks go back on this day, so it has 25 hours. */
const DAY = '2026-10-25';
const ZONE = 'Europe/Zurich';
const START = Date.parse('2026-10-24T22:00:00.000Z');
const END = Date.parse('2026-10-25T23:00:00.000Z');

const POSTS = 100;

export interface Replayed {
  title: string;
  /** The post's date in the blog's zone: `2026-10-25 09:30:20` */
  date: string;
  /** The minute at which it should appear, and the one after which it was in the feed: `2026-10-25T08:31:00.000Z` */
  expected: string;
  appeared: string | undefined;
  ends: string | undefined;
  removed: string | undefined;
}

const two = (number: number): string => String(number).padStart(2, '0');

/** Zurich is at UTC+2 until 03:00, then at UTC+1 from 02:00. */
const instantOf = (hour: number, minute: number, second: number): number =>
  Date.parse(`${DAY}T${two(hour)}:${two(minute)}:${two(second)}.000Z`) - (hour < 3 ? 2 : 1) * 60 * MINUTE;

const upToMinute = (time: number): string => iso(Math.ceil(time / MINUTE) * MINUTE);

export async function replayDay(seed: number): Promise<{ posts: Replayed[]; schedules: number }> {
  const random = randomFrom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const files: Record<string, string> = {};
  const posts: Replayed[] = [];
  for (let index = 0; index < POSTS; index += 1) {
    const [hour, minute, second] = [below(24), below(60), below(2) * below(60)];
    const time = instantOf(hour, minute, second);
    const end = random() < 0.2 && time + 90 * MINUTE < END ? time + (1 + below(90)) * MINUTE : undefined;
    const [title, date] = [`Post ${index}`, `${DAY} ${two(hour)}:${two(minute)}:${two(second)}`];
    files[`posts/${index}.md`] = dated(title, date, end === undefined ? '' : `expires: ${iso(end)}\n`);
    posts.push({
      title,
      date,
      expected: upToMinute(time),
      appeared: undefined,
      ends: end === undefined ? undefined : upToMinute(end),
      removed: undefined,
    });
  }
  const calendar = await Calendar.with(files, { timezone: ZONE, limit: POSTS, archives: 'none' });
  const schedules = calendar.schedules.size;
  let waiting = schedules;
  for (let now = START; now <= END; now += MINUTE) {
    await calendar.advanceTo(now);
    // Documents change only in a run; still, check at the start and at the end.
    if (calendar.schedules.size === waiting && now !== START && now !== END) continue;
    waiting = calendar.schedules.size;
    const shown = new Set(await calendar.bench.titles());
    for (const post of posts) {
      if (shown.has(post.title)) post.appeared ??= iso(now);
      else if (post.appeared !== undefined) post.removed ??= iso(now);
    }
  }
  return { posts, schedules };
}
