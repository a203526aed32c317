import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RECONCILE_MESSAGE } from '../../lambda/aws/messages.ts';
import { status } from '../../lambda/local/status.ts';
import { listAll } from '../../lambda/stores/store.ts';
import { upload } from '../support/aws.ts';
import { CONFIG, post } from '../support/blog.ts';
import { metricsIn } from '../support/embedded-metrics.ts';
import { type Functions, functionsFor } from './functions.ts';

const A = { '_posts/2026-01-01-a.md': post('A') };
const B = { '_posts/2026-01-02-b.md': post('B') };
const CONFIGURED = { 'linefeed.yaml': CONFIG };
const BROKEN = { 'linefeed.yaml': 'title: A\nlimitz: 3\n' };

async function settle({ fresh, bulk, publish, reconcile }: Functions): Promise<void> {
  while (fresh.waiting.length + bulk.waiting.length > 0) {
    await fresh.drain(publish);
    await bulk.drain(reconcile);
  }
}

const refusals = ({ logged }: Functions): number =>
  logged().reduce((sum, line) => sum + Number('_aws' in line ? (metricsIn(JSON.stringify(line)).PostsRefused ?? 0) : 0), 0);

async function statusOf({ site }: Functions, context: Parameters<typeof functionsFor>[0]): Promise<[string, number]> {
  let output = '';
  const write = context.mock.method(process.stdout, 'write', (text: string) => {
    output += text;
    return true;
  });
  const code = await status(site, { place: 'the bucket', advice: '' }, { format: 'text' });
  write.mock.restore();
  return [output, code];
}

/** The full run of a new stack, and of the daily schedule. */
async function deploy(functions: Functions): Promise<void> {
  functions.bulk.put(RECONCILE_MESSAGE);
  await settle(functions);
}

describe('a deployment into an empty bucket', () => {
  it('waits for the first upload without failed messages, dead letters or refusals', async (context) => {
    const functions = await functionsFor(context);
    await deploy(functions);
    await deploy(functions);
    const { bulk, dead, logged, site } = functions;
    assert.deepEqual([bulk.waiting, dead.waiting, logged('message failed'), refusals(functions)], [[], [], [], 0]);
    assert.deepEqual(
      logged().map(({ level, event }) => [level, event]),
      Array(2).fill(['info', 'waiting for the first upload']),
    );
    assert.deepEqual(
      (await listAll(site, '')).map(({ key }) => key),
      ['state/waiting.json'],
    );
    const [text, code] = await statusOf(functions, context);
    assert.match(text, /^waiting for the first upload: there are no posts and no configuration yet \(since 20\d\d-.*Z\)\n$/);
    assert.equal(code, 0);
  });

  for (const [order, uploads] of Object.entries({
    'posts before the configuration': [A, CONFIGURED, B],
    'the configuration before the posts': [CONFIGURED, A, B],
    'all at once': [{ ...A, ...CONFIGURED, ...B }],
  }))
    for (const together of [false, true])
      it(`publishes the first upload: ${order}, ${together ? 'in one batch' : 'in several batches'}`, async (context) => {
        const functions = await functionsFor(context);
        await deploy(functions);
        for (const files of uploads) {
          await upload(functions, files);
          if (!together) await settle(functions);
        }
        await settle(functions);
        assert.deepEqual(await functions.titles(), ['B', 'A']);
        assert.deepEqual([functions.dead.waiting, functions.logged('message failed')], [[], []]);
      });

  for (const [name, files, problem] of [
    ['posts without a configuration', A, /^linefeed\.yaml:1:1: error: no configuration found; write a file linefeed\.yaml/],
    ['an invalid configuration', { ...A, ...BROKEN }, /^linefeed\.yaml:2:9: error: limitz: no such setting/],
    ['an invalid configuration without posts', BROKEN, /^linefeed\.yaml:2:9: error: limitz: no such setting/],
  ] as const)
    it(`reports ${name} once, and publishes after the repair`, async (context) => {
      const functions = await functionsFor(context);
      await deploy(functions);
      await upload(functions, files);
      await settle(functions);
      await deploy(functions);
      await deploy(functions);
      const reports = functions
        .logged('configuration refused')
        .map(({ key, line, column, message }) => `${key}:${line}:${column}: error: ${message}`);
      assert.equal(reports.length, 1);
      assert.match(reports[0] ?? '', problem);
      assert.equal(refusals(functions), 1, 'one alarm');
      assert.deepEqual([functions.dead.waiting, functions.logged('message failed')], [[], []]);
      const [text, code] = await statusOf(functions, context);
      const [first, second = ''] = text.split('\n');
      assert.match(first ?? '', /^nothing is published yet: the configuration cannot be used \(since /);
      assert.match(second, problem);
      assert.equal(code, 1);
      await upload(functions, { ...A, ...CONFIGURED });
      await settle(functions);
      assert.deepEqual(await functions.titles(), ['A']);
      assert.match((await statusOf(functions, context))[0], /^Field Notes: 1 post in /);
    });

  it('reports another mistake in the configuration again', async (context) => {
    const functions = await functionsFor(context);
    for (const files of [BROKEN, { 'linefeed.yaml': 'title: [\n' }, BROKEN]) {
      await upload(functions, files);
      await settle(functions);
    }
    assert.equal(refusals(functions), 3);
  });

  it('that cannot store its state fails, and is retried', async (context) => {
    const functions = await functionsFor(context);
    functions.wire.faults.set(/^PUT \/site\/state\/waiting/, { status: 403, code: 'AccessDenied' });
    functions.bulk.put(RECONCILE_MESSAGE);
    await functions.bulk.deliver(functions.reconcile);
    assert.deepEqual(functions.bulk.bodies, [RECONCILE_MESSAGE]);
    functions.wire.faults.clear();
    await settle(functions);
    assert.equal(functions.logged('waiting for the first upload').length, 1);
  });
});
