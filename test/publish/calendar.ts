/** A scheduled blog in memory: uploads, and the schedules that its runs create, on a simulated clock. */
import { instantAt } from '../../lambda/core/instant.ts';
import type { Instant } from '../../lambda/core/model.ts';
import type { RunContext } from '../../lambda/publish/context.ts';
import { Bench } from './blog.ts';

export const MINUTE = 60_000;

export const iso = instantAt;

export const dated = (title: string, date: string, more = ''): string =>
  `---\ntitle: ${title}\n${date === '' ? '' : `date: ${date}\n`}${more}---\nAll about ${title}, told at some length so that it is like no other post.\n`;

export class Calendar {
  readonly bench: Bench;
  /** Minutes with a schedule that has not fired. */
  readonly schedules = new Set<Instant>();
  readonly #own: Partial<RunContext>;

  private constructor(bench: Bench, overrides: Partial<RunContext>) {
    this.bench = bench;
    this.#own = {
      scheduleRuns: async (minutes) => {
        for (const minute of minutes) this.schedules.add(minute);
        return minutes;
      },
      ...overrides,
    };
  }

  /** First published at 09:00 UTC on 1 June 2026. */
  static async with(files: Record<string, string>, config: object = {}, overrides: Partial<RunContext> = {}): Promise<Calendar> {
    const bench = new Bench();
    const calendar = new Calendar(bench, overrides);
    bench.now = Date.UTC(2026, 5, 1, 9);
    await bench.configure(config);
    await calendar.#write(files);
    await calendar.all();
    return calendar;
  }

  async #write(files: Record<string, string | undefined>): Promise<void> {
    for (const [key, content] of Object.entries(files)) {
      if (content === undefined) await this.bench.posts.delete(key);
      else await this.bench.posts.put(key, Buffer.from(content));
    }
  }

  /** Without advancing the clock. */
  async upload(files: Record<string, string | undefined>): Promise<void> {
    await this.#write(files);
    await this.bench.run({ keys: Object.keys(files) }, this.#own);
  }

  all = () => this.bench.all(this.#own);

  run = () => this.bench.run({ keys: [] }, this.#own);

  /** The run's clock may differ; the store's has reached the minute. */
  runScheduled = (minute: Instant, clock?: number) => {
    this.bench.now = Math.max(this.bench.now, Date.parse(minute), clock ?? 0);
    return this.bench.run({ keys: [], scheduledFor: minute }, { ...this.#own, now: () => clock ?? this.bench.now });
  };

  /** Fires each schedule at its minute. */
  async advanceTo(time: string | number): Promise<void> {
    const end = typeof time === 'number' ? time : Date.parse(time);
    for (;;) {
      const [next] = [...this.schedules].sort();
      if (next === undefined || Date.parse(next) > end) break;
      this.schedules.delete(next);
      this.bench.now = Math.max(this.bench.now, Date.parse(next));
      await this.runScheduled(next);
    }
    this.bench.now = end;
  }

  /** Advances to each time, and returns the titles of the main feed: `{ '2026-06-01T10:00:00.000Z': ['A'] }` */
  async history(...times: string[]): Promise<Record<string, string[]>> {
    const shown: Record<string, string[]> = {};
    for (const time of times) {
      await this.advanceTo(time);
      shown[time] = await this.bench.titles();
    }
    return shown;
  }
}
