/** The only importer of the EventBridge Scheduler client. */
import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  SchedulerClient,
  type SchedulerClientConfig,
  ThrottlingException,
} from '@aws-sdk/client-scheduler';
import pMap from 'p-map';
import type { Instant } from '../core/model.ts';
import { CLIENT_OPTIONS } from './client-options.ts';
import type { SchedulerSettings } from './environment.ts';
import { scheduledRunMessage } from './messages.ts';

export type ScheduleRuns = (minutes: Instant[]) => Promise<Instant[]>;

/** New accounts may create 50 a second: https://docs.aws.amazon.com/scheduler/latest/UserGuide/scheduler-quotas.html */
const SCHEDULES_AT_ONCE = 8;
const MINUTE = 60_000;

export const schedulerClient = (more: SchedulerClientConfig = {}): SchedulerClient => new SchedulerClient({ ...CLIENT_OPTIONS, ...more });

/** Named by their minute, never changed or deleted: concurrent runs do not conflict, and outdated schedules find nothing to do. */
export function runScheduler(
  settings: SchedulerSettings,
  now: () => number = Date.now,
  client: SchedulerClient = schedulerClient(),
): ScheduleRuns {
  return async (minutes) => {
    let throttled: Error | undefined;
    const made = await pMap(
      minutes,
      async (minute) => {
        if (throttled) return [];
        try {
          await client.send(new CreateScheduleCommand(scheduleOf(minute, now(), settings)));
        } catch (error) {
          if (error instanceof ThrottlingException) {
            throttled = error;
            return [];
          }
          if (!(error instanceof ConflictException)) throw failure(minute, error as Error);
        }
        return [minute];
      },
      { concurrency: SCHEDULES_AT_ONCE },
    );
    if (throttled && made.flat().length === 0) throw failure(minutes[0], throttled);
    return made.flat();
  };
}

const failure = (minute: Instant | undefined, error: Error): Error =>
  new Error(`cannot make a schedule for ${minute}: ${error.name}: ${error.message}`, { cause: error });

/** AWS refuses past times: an overdue schedule fires in a minute, for its original minute. */
function scheduleOf(minute: Instant, now: number, { group, role, queue, deadLetters }: SchedulerSettings): CreateScheduleCommandInput {
  const at = new Date(Math.max(Date.parse(minute), Math.ceil(now / MINUTE + 1) * MINUTE)).toISOString();
  return {
    Name: minute.slice(0, 16).replace(':', '-'),
    GroupName: group,
    ScheduleExpression: `at(${at.slice(0, 19)})`,
    ScheduleExpressionTimezone: 'UTC',
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    Target: { Arn: queue, RoleArn: role, Input: scheduledRunMessage(minute), DeadLetterConfig: { Arn: deadLetters } },
  };
}
