/** The command `dev`: publish, serve, watch, publish again. */

import { type FeedKey, FORMATS, type Instant, type Problem } from '../core/model.ts';
import { CONFIG_FILES } from '../core/site/config.ts';
import { CONTENT_TYPES, documentPath } from '../keys.ts';
import { ConfigurationError, publish, type Report } from '../publish.ts';
import { devPage } from './dev-page.ts';
import { viewOf } from './dev-view.ts';
import { createSiteServer } from './site-server.ts';
import { problemLine, summarize, summaryLine } from './summary.ts';
import { watchFolder } from './watch.ts';
import { openWorkspace, type Places } from './workspace.ts';

export interface DevServer {
  /** `http://127.0.0.1:8484/` */
  address: string;
  close(): Promise<void>;
}

/** Runs one at a time; what changes meanwhile is looked at together in the next. */
class Runs {
  private waiting = new Set<string>();
  private everything = false;
  private running: Promise<void> | undefined;
  private readonly run: (keys: string[], all: boolean) => Promise<void>;

  constructor(run: (keys: string[], all: boolean) => Promise<void>) {
    this.run = run;
  }

  add(keys: string[]): Promise<void> {
    for (const key of keys) this.waiting.add(key);
    return keys.some((key) => CONFIG_FILES.includes(key)) ? this.addAll() : this.start();
  }

  addAll(): Promise<void> {
    this.everything = true;
    return this.start();
  }

  /** When nothing runs any more, well or not. */
  async settled(): Promise<void> {
    await this.running?.catch(() => {});
  }

  private start(): Promise<void> {
    this.running ??= this.drain().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async drain(): Promise<void> {
    while (this.waiting.size > 0 || this.everything) {
      const [keys, all] = [[...this.waiting], this.everything];
      this.waiting = new Set();
      this.everything = false;
      await this.run(keys, all);
    }
  }
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

function complaint(error: unknown): string {
  const problems: Problem[] = error instanceof ConfigurationError ? error.problems : [];
  return problems.length > 0 ? problems.map((problem) => problemLine(problem, false)).join('\n') : `linefeed: ${error}`;
}

export async function startDev(places: Places, port: number, say: (line: string) => void): Promise<DevServer> {
  const workspace = await openWorkspace(places);
  let last: LastRun | undefined;
  const server = createSiteServer({
    store: workspace.publisher.site,
    page: (path, nonce) => (path === '' && last ? devPage(viewOf(last.report, last), nonce) : undefined),
    typeOf: (path) => last?.types.get(path),
    onError: (error) => say(complaint(error)),
  });
  const runs = new Runs(async (keys, all) => {
    const start = performance.now();
    const report = await publish({ keys, all }, workspace.publisher);
    const milliseconds = performance.now() - start;
    last = { report, types: typesOf(report), milliseconds, at: new Date().toISOString() };
    const summary = summarize(report, milliseconds);
    for (const problem of summary.problems) say(problemLine(problem, process.stdout.isTTY));
    say(summaryLine(summary));
    server.announce({ at: last.at });
  });
  // Watched from before the first run, so that nothing is missed between the two.
  const watch = watchFolder(places.dir, {
    ignore: [places.out, places.state],
    onChange: (keys) => void runs.add(keys).catch((error: unknown) => say(complaint(error))),
    onError: (error) => say(complaint(error)),
  });
  const close = async () => {
    await watch.close();
    await runs.settled();
    await server.close();
    await workspace.close();
  };
  try {
    const address = await server.listen(port).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EADDRINUSE' ? new Error(`port ${port} is in use; stop what uses it, or choose another one with --port`) : error;
    });
    await watch.ready;
    await runs.addAll();
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
