/** The command `dev`: publish, serve, watch, publish again. */

import { type FeedKey, FORMATS, type Instant } from '../core/model.ts';
import { handleBatch } from '../handle-batch.ts';
import { CONTENT_TYPES, documentPath } from '../keys.ts';
import type { Log } from '../log.ts';
import { lookMessages } from '../messages.ts';
import { publish, type Report } from '../publish.ts';
import type { RunTimes } from '../report-run.ts';
import { devPage } from './dev-page.ts';
import { viewOf } from './dev-view.ts';
import { LocalQueue } from './queue.ts';
import { createSiteServer } from './site-server.ts';
import { problemLine, summarize, summaryLine } from './summary.ts';
import { watchFolder } from './watch.ts';
import { openWorkspace, type Places } from './workspace.ts';

/** Name of the bucket that stands for the folder. */
const POSTS = 'posts';

export interface DevServer {
  /** `http://127.0.0.1:8484/` */
  address: string;
  close(): Promise<void>;
}

/** Content types of the main feed's documents, whose names are the configuration's. */
const typesOf = ({ catalog }: Report): Map<string, string> =>
  new Map(
    Object.keys(catalog.feeds).flatMap((feed: FeedKey) =>
      FORMATS.flatMap((format) => {
        const path = documentPath(feed, format, catalog.site.feeds);
        return path === undefined ? [] : [[path, CONTENT_TYPES[format]] as const];
      }),
    ),
  );

interface LastRun {
  report: Report;
  types: Map<string, string>;
  at: Instant;
  milliseconds: number;
}

/** What is said elsewhere is not said twice: problems are told with each run. */
const logOf = (say: (line: string) => void): Log => ({
  info: () => {},
  error: (event, fields) => event === 'message failed' && say(`linefeed: ${fields?.reason}`),
  metrics: () => {},
});

export async function startDev(places: Places, port: number, say: (line: string) => void): Promise<DevServer> {
  const { publisher, close: closeWorkspace } = await openWorkspace(places);
  const complain = (error: unknown) => say(`linefeed: ${error instanceof Error ? error.message : error}`);
  let last: LastRun | undefined;
  const server = createSiteServer({
    store: publisher.site,
    page: (path, nonce) => (path === '' && last ? devPage(viewOf(last.report, last), nonce) : undefined),
    typeOf: (path) => last?.types.get(path),
    onError: complain,
  });
  const onRun = (report: Report, { started, ended }: Pick<RunTimes, 'started' | 'ended'>) => {
    const milliseconds = ended - started;
    last = { report, types: typesOf(report), milliseconds, at: new Date(ended).toISOString() };
    const summary = summarize(report, milliseconds);
    for (const problem of summary.problems) say(problemLine(problem, process.stdout.isTTY));
    say(summaryLine(summary));
    server.announce({ at: last.at });
  };
  const queue: LocalQueue = new LocalQueue((messages) =>
    handleBatch(messages, { publisher, place: { bucket: POSTS, prefix: '' }, bulk: queue, log: logOf(say), onRun }),
  );
  // Watched from before the first run, so that nothing is missed between the two.
  const watch = watchFolder(places.dir, {
    ignore: [places.out, places.state],
    onChange: (keys) => void queue.send(lookMessages(keys)),
    onError: complain,
  });
  const close = async () => {
    await watch.close();
    await queue.settled();
    await server.close();
    await closeWorkspace();
  };
  try {
    const address = await server.listen(port);
    await watch.ready;
    const started = Date.now();
    onRun(await publish({ keys: [], all: true }, publisher), { started, ended: Date.now() });
    queue.start();
    return { address, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Until it is interrupted. */
export async function dev(places: Places, port: number): Promise<void> {
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const server = await startDev(places, port, say);
  say(`\n  ${server.address.replace('127.0.0.1', 'localhost')}   feeds, newest entries and problems\n  Ctrl+C ends it.\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await server.close();
}
