import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { privateHubsIn } from '../../aws/environment.ts';
import type { Log } from '../../aws/log.ts';
import { pingMessages, RECONCILE_MESSAGE, requeueMessages, scheduledRunMessage } from '../../aws/messages.ts';
import { handleBatch } from '../../batch/handle-batch.ts';
import type { RunTimes } from '../../batch/log-run.ts';
import { hubPinger } from '../../batch/websub-client.ts';
import { movedTarget, outputAt } from '../../core/catalog/document-path.ts';
import { encodeOutput } from '../../core/catalog/outputs.ts';
import { fileOf } from '../../core/document-names.ts';
import { instantAt } from '../../core/instant.ts';
import type { Instant, Site } from '../../core/model.ts';
import { CONTENT_TYPES, PING_DELAY } from '../../http-headers.ts';
import { PUBLIC } from '../../keys.ts';
import { publish, type Report, type RunContext } from '../../publish/publish.ts';
import { documentTargets } from '../../publish/write-output.ts';
import { hasColors, writeLines } from '../output.ts';
import type { Places } from '../places.ts';
import { skippedLines } from '../report/skipped-lines.ts';
import { summarize } from '../report/summary.ts';
import { problemLine, type Summary, summaryLines } from '../report/summary-lines.ts';
import type { Totals } from '../report/totals.ts';
import { CREDENTIALS_FILE, drawCredentials, writeCredentials } from '../s3/credentials.ts';
import { s3Event } from '../s3/event.ts';
import { createS3Server } from '../s3/server.ts';
import type { Credentials } from '../s3/signature.ts';
import { openWorkspace } from '../workspace.ts';
import { type DevEvent, devPage } from './page.ts';
import { LocalQueue } from './queue.ts';
import { RunTimer } from './run-timer.ts';
import { createSiteServer } from './site-server.ts';
import { viewOf } from './view.ts';
import { watchFolder } from './watch.ts';

const POSTS = 'posts';
const SITE = 'site';
/** Required by clients only. */
const REGION = 'us-east-1';

export interface Ports {
  web: number;
  s3: number;
}

export interface DevOptions {
  ping?: boolean;
  /** Further host names: `blog.test` */
  hosts?: readonly string[];
  allowEmpty?: boolean;
  /** @default see `hasColors` */
  color?: boolean;
}

export interface DevServer {
  address: string;
  s3Address: string;
  credentials: Credentials;
  /** For AWS_SHARED_CREDENTIALS_FILE. */
  credentialsFile: string;
  close(): Promise<void>;
}

/** Names and addresses of feeds are configured. */
function typeOf(path: string, site: Site): string | undefined {
  const to = Object.entries(site.moved ?? {}).find(([old]) => fileOf(old) === path)?.[1];
  const output = outputAt(path, site);
  const outputs = ['main', ...(output ? [encodeOutput(output)] : []), ...(to ? (movedTarget(to, site)?.split(' ').slice(0, 1) ?? []) : [])];
  const target = outputs.flatMap((each) => documentTargets(each, site)).find(({ key }) => key === PUBLIC + path);
  return target && CONTENT_TYPES[target.format];
}

const EVENTS_SHOWN = 10;

/** Far below the 16,384 events that Linux queues. */
const MANY_CHANGES = 1_000;

/** Of very many changes at once, the system may have dropped some, so a full run lists the folder. */
export const changeMessages = (keys: string[]): string[] => [
  ...requeueMessages(keys),
  ...(keys.length < MANY_CHANGES ? [] : [RECONCILE_MESSAGE]),
];

interface LastRun {
  report: Report;
  summary: Summary;
  totals: Totals;
  at: Instant;
  milliseconds: number;
}

const withoutRunCounts = (summary: Summary): Summary => ({ ...summary, written: 0, bytes: 0, rendered: 0, milliseconds: 0 });

/** Each run prints problems. */
const logOf = (print: (line: string) => void): Log => ({
  info: () => {},
  error: (event, fields) => {
    if (event === 'message failed') print(`linefeed: ${fields?.reason}`);
    if (event === 'ping refused') print(`linefeed: ${fields?.hub} was not notified of ${fields?.topic}: ${fields?.reason}`);
  },
  metrics: () => {},
});

export async function startDev(
  places: Places,
  ports: Ports,
  print: (line: string) => void,
  { ping = false, hosts = [], allowEmpty = false, color }: DevOptions = {},
): Promise<DevServer> {
  const { publisher: base, close: closeWorkspace } = await openWorkspace(places);
  const printError = (error: unknown) => print(`linefeed: ${error instanceof Error ? error.message : error}`);
  let last: LastRun | undefined;
  let events: DevEvent[] = [];
  const server = createSiteServer({
    store: base.site,
    page: async (path, nonce) => (path === '' && last ? devPage(await viewOf(last.report, last, events), nonce) : undefined),
    media: () => (last?.report.head.site.media?.build ? base.posts : undefined),
    typeOf: (path) => last && typeOf(path, last.report.head.site),
    hosts,
    onError: printError,
  });
  const clock = new RunTimer((at) => void queue.send([scheduledRunMessage(at)]));
  const onRun = async (report: Report, { started, ended }: Pick<RunTimes, 'started' | 'ended'>) => {
    const milliseconds = ended - started;
    const before = last?.summary;
    const { summary, totals } = await summarize(report, milliseconds, places.dir, last && { head: last.report.head, totals: last.totals });
    clock.set(summary.coming[0]?.at);
    last = { report, summary, totals, milliseconds, at: instantAt(ended) };
    // The watcher repeats uploads.
    if (before && isDeepStrictEqual(withoutRunCounts(summary), withoutRunCounts(before)) && summary.written === 0) return;
    for (const problem of summary.problems) print(problemLine(problem, hasColors(process.stdout, color)));
    for (const line of [...summaryLines(summary), ...skippedLines(summary.skipped, summary.posts, false)]) print(line);
    server.announce({ at: last.at });
  };
  const pingHub = hubPinger({ allow: privateHubsIn(process.env) });
  const queue: LocalQueue = new LocalQueue(
    // Each change lists the folder, so missing files need no retry.
    (messages) =>
      handleBatch(last?.report.vanished.length ? [...messages, { id: 'vanished', body: RECONCILE_MESSAGE }] : messages, {
        publisher,
        location: { bucket: POSTS, prefix: '' },
        bulk: queue,
        pingHub,
        log: logOf(print),
        onRun,
      }),
    printError,
  );
  const recordEvents: RunContext['publishEvents'] = async (published) => {
    const at = instantAt(Date.now());
    events = [...published.map(({ kind, title = '' }) => ({ kind, title, at })).reverse(), ...events].slice(0, EVENTS_SHOWN);
  };
  const publisher: RunContext = {
    ...base,
    allowEmpty,
    publishEvents: recordEvents,
    ...(ping ? { ping: (pings) => queue.send(pingMessages(pings), PING_DELAY) } : {}),
  };
  const credentials = drawCredentials();
  const credentialsFile = join(places.state, CREDENTIALS_FILE);
  const s3 = createS3Server({
    buckets: { [POSTS]: publisher.posts, [SITE]: publisher.site },
    readOnly: [SITE],
    credentials,
    onWrite: (write) => queue.send([s3Event(write)]),
    onError: printError,
  });
  // Before the first run, to miss no change.
  const watch = watchFolder(places.dir, {
    ignore: [places.out, places.state],
    onChange: (keys) => void queue.send(changeMessages(keys)),
    onError: printError,
  });
  const close = async () => {
    clock.set(undefined);
    watch.close();
    await s3.close();
    await rm(credentialsFile, { force: true });
    await queue.close();
    await server.close();
    await closeWorkspace();
  };
  try {
    await writeCredentials(credentialsFile, credentials, REGION);
    const address = await server.listen(ports.web);
    const s3Address = await s3.listen(ports.s3);
    const started = Date.now();
    await onRun(await publish({ keys: [], full: true }, publisher), { started, ended: Date.now() });
    queue.start();
    return { address, s3Address, credentials, credentialsFile, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const greeting = ({ address, s3Address, credentials, credentialsFile }: DevServer): string => `
  ${address.replace('127.0.0.1', 'localhost')}   feeds, newest entries and problems
  ${s3Address.replace('127.0.0.1', 'localhost')}   the folder as an S3 bucket, for uploads:

    export AWS_ACCESS_KEY_ID=${credentials.accessKeyId} AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey} AWS_DEFAULT_REGION=${REGION}
    aws --endpoint-url ${s3Address.replace(/\/$/, '')} s3 cp my-post.md s3://${POSTS}/_posts/

  The secret is a new one at each start. A script finds it in
    AWS_SHARED_CREDENTIALS_FILE=${credentialsFile}

  Ctrl+C ends it.
`;

export async function dev(places: Places, ports: Ports, options: DevOptions): Promise<void> {
  const print = (line: string) => writeLines(process.stdout, [line]);
  const server = await startDev(places, ports, print, options);
  for (const line of greeting(server).split('\n')) print(line);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await server.close();
}
