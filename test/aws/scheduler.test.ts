import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { runScheduler, schedulerClient } from '../../lambda/aws/scheduler.ts';
import { instantAt } from '../../lambda/core/instant.ts';
import { REGION } from '../support/queue.ts';
import { CREDENTIALS } from '../support/s3.ts';
import { startScheduler, type TestScheduler } from '../support/scheduler.ts';

const MINUTE = 60_000;
const SETTINGS = { group: 'wake-ups', role: 'arn:aws:iam::1:role/r', queue: 'arn:aws:sqs:a:1:fresh', deadLetters: 'arn:aws:sqs:a:1:dead' };
/** In less than a year, so that the scheduler accepts it; on the minute. */
const BASE = Math.floor(Date.now() / MINUTE) * MINUTE + 300 * 24 * 60 * MINUTE;

const iso = instantAt;
const minutes = (count: number) => Array.from({ length: count }, (_, index) => iso(BASE + index * MINUTE));

async function start(context: TestContext, now = BASE - 24 * 60 * MINUTE) {
  const scheduler = await startScheduler({ canCreate: (key) => key === CREDENTIALS.accessKeyId });
  // One attempt, since the client's retries wait.
  const client = (accessKeyId: string = CREDENTIALS.accessKeyId) =>
    schedulerClient({ endpoint: scheduler.endpoint, region: REGION, credentials: { ...CREDENTIALS, accessKeyId }, maxAttempts: 1 });
  context.after(() => scheduler.close());
  return { scheduler, client, scheduleRuns: runScheduler(SETTINGS, () => now, client()) };
}

const answersOf = ({ answers }: TestScheduler) => Object.fromEntries(answers);

describe('scheduleRuns', () => {
  it('creates a schedule that sends its minute to the queue', async (context) => {
    const { scheduler, scheduleRuns } = await start(context);
    const [minute = iso(0)] = minutes(1);
    assert.deepEqual(await scheduleRuns([minute]), [minute]);
    const name = minute.slice(0, 16).replace(':', '-');
    assert.deepEqual(
      [...scheduler.schedules.values()],
      [
        {
          ...{ name, group: 'wake-ups', at: BASE },
          target: {
            ...{ Arn: SETTINGS.queue, RoleArn: SETTINGS.role, Input: JSON.stringify({ linefeed: 'wake', at: minute }) },
            DeadLetterConfig: { Arn: SETTINGS.deadLetters },
          },
        },
      ],
    );
  });

  it('treats an existing schedule as created', async (context) => {
    const { scheduler, scheduleRuns } = await start(context);
    assert.deepEqual(await scheduleRuns(minutes(2)), minutes(2));
    assert.deepEqual(await scheduleRuns(minutes(3)), minutes(3));
    assert.deepEqual(answersOf(scheduler), { 200: 3, ConflictException: 2 });
  });

  it('schedules at least a minute ahead, but sends the original minute', async (context) => {
    for (const [now, at] of [
      [BASE - 2 * MINUTE, BASE],
      [BASE - MINUTE, BASE],
      [BASE - MINUTE + 1, BASE + MINUTE],
      [BASE - 1, BASE + MINUTE],
      [BASE + 5 * MINUTE, BASE + 6 * MINUTE],
    ] as const) {
      const { scheduler, scheduleRuns } = await start(context, now);
      await scheduleRuns([iso(BASE)]);
      const [schedule] = scheduler.take(Number.POSITIVE_INFINITY);
      assert.deepEqual([schedule?.at, JSON.parse(schedule?.target.Input ?? '').at], [at, iso(BASE)], iso(now));
    }
  });

  it('omits throttled schedules and all that follow from its result', async (context) => {
    const { scheduler, scheduleRuns } = await start(context);
    scheduler.room = 20;
    const made = await scheduleRuns(minutes(200));
    assert.equal(made.length, 20);
    assert.equal(scheduler.schedules.size, 20);
    // Requests under way continue, and no others start.
    assert.ok((scheduler.answers.get('ThrottlingException') ?? 0) <= 8);
    scheduler.room = 1_000;
    const rest = minutes(200).filter((minute) => !made.includes(minute));
    assert.deepEqual(await scheduleRuns(rest), rest);
    assert.equal(scheduler.schedules.size, 200);
  });

  it('fails with the reason if it can create none', async (context) => {
    const { scheduler, client, scheduleRuns } = await start(context);
    scheduler.room = 0;
    await assert.rejects(scheduleRuns(minutes(9)), /^Error: cannot make a schedule for .*: ThrottlingException: Rate exceeded$/);
    const stranger = runScheduler(SETTINGS, () => BASE - MINUTE, client('stranger'));
    await assert.rejects(stranger(minutes(1)), /cannot make a schedule for .*: AccessDeniedException: stranger may not make arn:aws:/);
  });
});
