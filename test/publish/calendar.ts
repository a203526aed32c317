/** A blog in memory that is published by time: uploads, and the schedules that its runs make, on a clock that the test moves. */
import { instantAt } from '../../lambda/core/instant.ts';
import type { Instant } from '../../lambda/core/model.ts';
import type { RunContext } from '../../lambda/publish/context.ts';
import { Bench } from './blog.ts';

export const MINUTE = 60_000;

export const iso = instantAt;

/** `key: date: …` of a post that says when it appears, and perhaps more. */
export const dated = (title: string, date: string, more = ''): string =>
  `---\ntitle: ${title}\n${date === '' ? '' : `date: ${date}\n`}${more}---\nAll about ${title}, told at some length so that it is like no other post.\n`;

export class Calendar {
  readonly bench: Bench;
  /** Minutes that a schedule waits for; each fires once. */
  readonly schedules = new Set<Instant>();
  readonly #own: Partial<RunContext>;

  private constructor(bench: Bench, own: Partial<RunContext>) {
    this.bench = bench;
    this.#own = {
      scheduleRuns: async (minutes) => {
        for (const minute of minutes) this.schedules.add(minute);
        return minutes;
      },
      ...own,
    };
  }

  /** Published for the first time at 09:00 on 1 June 2026, UTC. */
  static async with(files: Record<string, string>, config: object = {}, own: Partial<RunContext> = {}): Promise<Calendar> {
    const bench = new Bench();
    const calendar = new Calendar(bench, own);
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

  /** Writes or deletes files, which takes no time, and publishes what changed. */
  async upload(files: Record<string, string | undefined>): Promise<void> {
    await this.#write(files);
    await this.bench.run({ keys: Object.keys(files) }, this.#own);
  }

  all = () => this.bench.all(this.#own);

  /** A look at what is owed. */
  look = () => this.bench.run({ keys: [] }, this.#own);

  /** A schedule's message comes, when the clock of the run shows whatever it does; the store's has reached the minute. */
  wake = (minute: Instant, clock?: number) => {
    this.bench.now = Math.max(this.bench.now, Date.parse(minute), clock ?? 0);
    return this.bench.run({ keys: [], scheduledFor: minute }, { ...this.#own, now: () => clock ?? this.bench.now });
  };

  /** Time goes on, and each schedule fires at its minute. */
  async passTo(time: string | number): Promise<void> {
    const end = typeof time === 'number' ? time : Date.parse(time);
    for (;;) {
      const [next] = [...this.schedules].sort();
      if (next === undefined || Date.parse(next) > end) break;
      this.schedules.delete(next);
      this.bench.now = Math.max(this.bench.now, Date.parse(next));
      await this.wake(next);
    }
    this.bench.now = end;
  }

  /** Passes to each time, and tells what the main feed shows then: `{ '2026-06-01T10:00:00.000Z': ['A'] }` */
  async history(...times: string[]): Promise<Record<string, string[]>> {
    const shown: Record<string, string[]> = {};
    for (const time of times) {
      await this.passTo(time);
      shown[time] = await this.bench.titles();
    }
    return shown;
  }
}
