/**
 * A local EventBridge Scheduler for one-time schedules; tests trigger them. It accepts only CreateSchedule, and reads signatures without
 * checking them.
 *
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { listener } from '../../lambda/local/listen.ts';
import { ACCOUNT, REGION } from './queue.ts';

export interface Target {
  Arn: string;
  RoleArn: string;
  Input: string;
  DeadLetterConfig: { Arn: string };
}

export interface Schedule {
  name: string;
  group: string;
  /** Milliseconds since 1970. */
  at: number;
  target: Target;
}

export interface SchedulerOptions {
  /**
   * Whether this access key may create this schedule with this role.
   * @default always
   */
  canCreate?(accessKeyId: string, schedule: string, role: string): boolean;
}

export interface TestScheduler {
  endpoint: string;
  /** By name, in order of creation. */
  schedules: Map<string, Schedule>;
  /** Number of requests by response: 200, or the name of the error. */
  answers: Map<string, number>;
  /** Schedules that it still creates before it throttles. */
  room: number;
  /** Returns and deletes the schedules that are due at this time, in milliseconds since 1970. */
  take(now: number): Schedule[];
  close(): Promise<void>;
}

const STATUS = { ConflictException: 409, ThrottlingException: 429, ValidationException: 400, AccessDeniedException: 403 };

class SchedulerError extends Error {
  readonly code: keyof typeof STATUS;

  constructor(code: keyof typeof STATUS, message: string) {
    super(message);
    this.code = code;
  }
}

export const scheduleArn = (group: string, name: string): string => `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/${group}/${name}`;

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#one-time */
function timeOf(expression: unknown, zone: unknown): number {
  const [, time] = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(String(expression)) ?? [];
  const at = time === undefined || zone !== 'UTC' ? Number.NaN : Date.parse(`${time}Z`);
  if (Number.isNaN(at)) throw new SchedulerError('ValidationException', `Invalid Schedule Expression ${expression}.`);
  if (at <= Date.now()) throw new SchedulerError('ValidationException', 'the time has passed');
  return at;
}

async function readSchedule(request: IncomingMessage): Promise<Schedule> {
  const [, name = ''] = /^\/schedules\/([\w.-]{1,64})$/.exec(request.url ?? '') ?? [];
  if (request.method !== 'POST' || name === '') throw new SchedulerError('ValidationException', `${request.method} ${request.url}`);
  const { GroupName, ScheduleExpression, ScheduleExpressionTimezone, FlexibleTimeWindow, ActionAfterCompletion, Target } = JSON.parse(
    await text(request),
  );
  if (FlexibleTimeWindow?.Mode !== 'OFF') throw new SchedulerError('ValidationException', 'the window is flexible');
  if (ActionAfterCompletion !== 'DELETE') throw new SchedulerError('ValidationException', 'it would stay for ever');
  return { name, group: GroupName, at: timeOf(ScheduleExpression, ScheduleExpressionTimezone), target: Target };
}

export async function startScheduler({ canCreate = () => true }: SchedulerOptions = {}): Promise<TestScheduler> {
  const schedules = new Map<string, Schedule>();
  const answers = new Map<string, number>();

  async function create(request: IncomingMessage): Promise<object> {
    const schedule = await readSchedule(request);
    const arn = scheduleArn(schedule.group, schedule.name);
    const key = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1];
    if (key === undefined || !canCreate(key, arn, schedule.target.RoleArn)) {
      throw new SchedulerError('AccessDeniedException', `${key} may not make ${arn} in the name of ${schedule.target.RoleArn}`);
    }
    if (started.room <= 0) throw new SchedulerError('ThrottlingException', 'Rate exceeded');
    started.room -= 1;
    if (schedules.has(schedule.name)) throw new SchedulerError('ConflictException', `Schedule ${schedule.name} already exists.`);
    schedules.set(schedule.name, schedule);
    return { ScheduleArn: arn };
  }

  const server = createServer(async (request, response) => {
    const answer = await create(request).catch((error: unknown) => error);
    const headers = { 'Content-Type': 'application/json', 'x-amzn-RequestId': randomUUID() };
    const code = answer instanceof SchedulerError ? answer.code : answer instanceof Error ? 'InternalServerException' : '200';
    answers.set(code, (answers.get(code) ?? 0) + 1);
    if (!(answer instanceof Error)) return response.writeHead(200, headers).end(JSON.stringify(answer));
    const status = answer instanceof SchedulerError ? STATUS[answer.code] : 500;
    return response.writeHead(status, { ...headers, 'x-amzn-errortype': code }).end(JSON.stringify({ Message: answer.message }));
  });
  const { listen, close } = listener(server);
  const endpoint = (await listen(0)).replace(/\/$/, '');
  const started: TestScheduler = {
    endpoint,
    schedules,
    answers,
    room: Number.POSITIVE_INFINITY,
    take: (now) => {
      const due = [...schedules.values()].filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
      for (const { name } of due) schedules.delete(name);
      return due;
    },
    close,
  };
  return started;
}
