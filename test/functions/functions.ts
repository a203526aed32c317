/** In this process. */
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { RECONCILE_MESSAGE } from '../../lambda/aws/messages.ts';
import { s3Event } from '../../lambda/local/s3/event.ts';
import type { StoredObject } from '../../lambda/stores/store.ts';
import { awsFor, type TestAws } from '../support/aws.ts';
import { CONFIG } from '../support/blog.ts';
import type { Handler, OpenHandler } from '../support/queue.ts';
import { Wire } from '../support/wire.ts';

type Line = Record<string, unknown>;

export interface Functions extends TestAws {
  publish: Handler;
  reconcile: OpenHandler;
  wire: Wire;
  /** Log lines since `reset`, optionally of one event. */
  logged(event?: string): Line[];
  reset(): void;
  titles(path?: string): Promise<string[]>;
}

/** S3's message for a written object. */
export const eventOf = (key: string, bucket = 'posts'): string => s3Event({ bucket, key, kind: 'Put', time: Date.now() });

let starts = 0;

export async function coldStart<H = Handler>(name: 'publish' | 'reconcile', variables: Record<string, string>): Promise<H> {
  Object.assign(process.env, variables);
  starts += 1;
  return (await import(`${pathToFileURL(`dist/functions/${name}/index.mjs`).href}?${starts}`)).handler;
}

/**
 * @param files to publish first
 * @param prefix of their keys in the bucket
 */
export async function functionsFor(context: TestContext, files?: Record<string, string>, prefix = ''): Promise<Functions> {
  const wire = new Wire();
  const aws = await awsFor(context, wire.wrap, prefix);
  const lines: Line[] = [];
  const write = process.stdout.write.bind(process.stdout);
  // The test runner writes there too.
  context.mock.method(process.stdout, 'write', (text: string | Uint8Array) =>
    typeof text === 'string' && /^\{.*\}\n$/.test(text) ? lines.push(JSON.parse(text)) > 0 : write(text),
  );
  const functions: Functions = {
    ...aws,
    wire,
    publish: await coldStart('publish', aws.variables),
    reconcile: await coldStart('reconcile', aws.variables),
    logged: (event) => lines.filter((line) => event === undefined || line.event === event),
    reset: () => {
      lines.length = 0;
      wire.requests.length = 0;
    },
    titles: async (path = 'feed.json') => {
      const object = (await aws.site.get(`public/${path}`)) as StoredObject;
      return JSON.parse(Buffer.from(object.bytes).toString()).items.map(({ title }: { title: string }) => title);
    },
  };
  if (files === undefined) return functions;
  for (const [key, text] of Object.entries({ 'linefeed.yaml': CONFIG, ...files })) await aws.posts.put(prefix + key, Buffer.from(text));
  aws.bulk.put(RECONCILE_MESSAGE);
  await aws.bulk.drain(functions.reconcile);
  functions.reset();
  return functions;
}
