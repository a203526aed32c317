/** A function's dependencies: per process and per invocation. */
import { randomBytes } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { clientOptions } from '../aws/client-options.ts';
import type { Environment } from '../aws/environment.ts';
import type { PublishEvents } from '../aws/event-bus.ts';
import { createLog } from '../aws/log.ts';
import { pingMessages, requeueMessages } from '../aws/messages.ts';
import type { ScheduleRuns } from '../aws/scheduler.ts';
import type { Queue } from '../aws/sqs-queue.ts';
import type { Work } from '../batch/handle-batch.ts';
import type { HubOptions, PingHub } from '../batch/websub-client.ts';
import { makeDocuments } from '../core/documents.ts';
import { makeEntries } from '../core/entry/entry.ts';
import { PING_DELAY } from '../http-headers.ts';
import type { RunContext } from '../publish/context.ts';
import { CatalogStore } from '../state/catalog-store.ts';
import { EntryStore } from '../state/entry-store.ts';
import { NodeCache } from '../state/node-cache.ts';
import { S3Store, s3Client } from '../stores/s3.ts';

export type RunLimits = Required<Pick<RunContext, 'staleLimit' | 'pendingLimit' | 'canImport'>> & {
  /** Connections to S3. Each costs a TLS handshake, some 1 ms of CPU time. */
  sockets: number;
};

/** Milliseconds before the timeout when a run stops starting work, so that its writes finish. */
const RESERVE = 10_000;

/** MB to assume outside Lambda. */
const SMALLEST_MEMORY = 512;

/** MB, without Lambda's runtime. */
const peakMegabytes = (): number => Math.ceil(process.resourceUsage().maxRSS / 1024);

/** Loaded on demand, as are the clients below, which most runs do not need. */
async function isolatedRenderer(memory: number, clock: Pick<RunContext, 'now' | 'until'>) {
  const { IsolatedRenderer } = await import('../publish/isolated-render.ts');
  const renderer = new IsolatedRenderer({ file: new URL('./isolated-render-worker.mjs', import.meta.url), memory }, clock);
  await renderer.start();
  return renderer;
}

/** `console.log` adds time, request and level: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html */
const write = (line: string): boolean => process.stdout.write(`${line}\n`);

function lazyScheduler(settings: Environment['scheduler']): ScheduleRuns {
  let scheduleRuns: ScheduleRuns | undefined;
  return async (minutes) => {
    const { runScheduler } = await import('../aws/scheduler.ts');
    scheduleRuns ??= runScheduler(settings);
    return scheduleRuns(minutes);
  };
}

function lazyEventBus(bus: string): PublishEvents {
  let publishEvents: PublishEvents | undefined;
  return async (events) => {
    const { eventBus } = await import('../aws/event-bus.ts');
    publishEvents ??= eventBus(bus);
    return publishEvents(events);
  };
}

function lazyQueue(url: string): Queue {
  let queue: Queue | undefined;
  return {
    send: async (bodies, delay) => {
      const { sqsQueue } = await import('../aws/sqs-queue.ts');
      queue ??= sqsQueue(url);
      return queue.send(bodies, delay);
    },
  };
}

const lazyHubPinger =
  (options: HubOptions): PingHub =>
  async (ping) =>
    (await import('../batch/websub-client.ts')).hubPinger(options)(ping);

/** Bytes. */
const NODE_CACHE = 32 * 1024 * 1024;

export function createRuntime(
  { postsBucket, postsPrefix, siteBucket, bulkQueueUrl, scheduler, eventBus, privateHubs, settings, memory = SMALLEST_MEMORY }: Environment,
  { sockets, ...limits }: RunLimits,
): (context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>) => Work {
  let request = '';
  const client = s3Client({}, { ...clientOptions(sockets), cacheMiddleware: true });
  // Shares the connections.
  const { requestHandler } = client.config;
  const postsClient = s3Client({}, { requestHandler, cacheMiddleware: true });
  const posts = new S3Store({ client: postsClient, bucket: postsBucket, prefix: postsPrefix });
  const site = new S3Store({ client, bucket: siteBucket, origin: () => ({ request }) });
  const bulk = lazyQueue(bulkQueueUrl);
  const pingHub = lazyHubPinger({ allow: privateHubs ?? [] });
  const common: RunContext = {
    posts,
    site,
    // Both caches live while the function is warm.
    catalog: new CatalogStore(site, { cache: new NodeCache(NODE_CACHE) }),
    entries: new EntryStore(site),
    makeEntries,
    makeDocuments,
    place: `s3://${postsBucket}/${postsPrefix}`,
    now: Date.now,
    drawGeneration: () => randomBytes(8).toString('hex'),
    requeue: (keys) => bulk.send(requeueMessages(keys)),
    scheduleRuns: lazyScheduler(scheduler),
    ping: (pings) => bulk.send(pingMessages(pings), PING_DELAY),
    ...(eventBus === undefined ? {} : { publishEvents: lazyEventBus(eventBus) }),
    overrides: settings,
    privateHosts: privateHubs ?? [],
    exclusive: false,
    ...limits,
  };
  return ({ awsRequestId, getRemainingTimeInMillis }) => {
    request = awsRequestId;
    const remaining = getRemainingTimeInMillis();
    const until = Date.now() + remaining - Math.min(RESERVE, remaining / 3);
    const log = createLog({ write, now: Date.now, site: siteBucket, context: { requestId: awsRequestId } });
    const context = { ...common, until };
    return {
      publisher: context,
      location: { bucket: postsBucket, prefix: postsPrefix },
      bulk,
      pingHub,
      log,
      isolatedRenderer: () => isolatedRenderer(memory, context),
      memory: () => ({ used: peakMegabytes(), of: memory }),
    };
  };
}
