/** Random blogs with a fixed seed: nothing crashes, hangs, leaks or breaks a document. `npm run fuzz` runs more. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { growsInEach } from './cost/measure.ts';
import { EXPRESSION_COUNT } from './cost/regressions.ts';
import { examine } from './examine.ts';
import { fuzz } from './fuzz.ts';
import { generate } from './generate.ts';

const WORKER = new URL('./fuzz-worker.main.js', import.meta.url);
const COST_WORKER = new URL('./cost/cost-worker.main.js', import.meta.url);

describe('random blogs', () => {
  it('are the same for the same seed', () => {
    assert.deepEqual(generate(1, 7), generate(1, 7));
    assert.notDeepEqual(generate(1, 7), generate(2, 7));
  });

  it('are published, or refused with a reason', async () => {
    assert.deepEqual(await fuzz({ worker: WORKER, seed: 1, runs: 500 }), []);
  });
});

describe('the search for texts that cost more than their size', () => {
  it('finds no search whose steps no limit counts', async () => {
    assert.deepEqual(await fuzz({ worker: COST_WORKER, seed: 1, runs: EXPRESSION_COUNT }), []);
  });

  it('reports growth only if each doubling takes more than 2.3 times as long', () => {
    const costs = (...seconds: number[]) => seconds.map((each) => ({ seconds: each, isRefused: false }));
    assert.ok(growsInEach(costs(0.02, 0.05, 0.12, 0.3)));
    assert.ok(growsInEach(costs(0.001, 0.04, 0.16, 0.64)));
    for (const steady of [
      [0.05, 0.1, 0.2, 0.4],
      [0.05, 0.11, 0.25, 0.57],
      [0.02, 0.2, 0.4, 0.8],
      [0.05, 0.1, 0.4, 1.6],
      [0.05, 0.2, 0.8, 1.6],
      [0.001, 0.004, 0.016, 0.064],
    ])
      assert.ok(!growsInEach(costs(...steady)), `${steady}`);
    assert.ok(
      !growsInEach([
        { seconds: 0.1, isRefused: false },
        { seconds: 0.4, isRefused: true },
      ]),
    );
  });

  it('measures a shape at the largest size', async () => {
    assert.deepEqual(await fuzz({ worker: COST_WORKER, seed: 1, runs: 1, options: { argv: ['--largest'] } }), []);
  });
});

describe('examine', () => {
  const config = { 'linefeed.yaml': Buffer.from('title: T\nlink: https://blog.example/\n') };
  const post = (body: string) => Buffer.from(`---\ntitle: T\ndate: 2026-01-01\n---\n${body}\n`);

  it('finds text of a post in another post', async () => {
    const files = { ...config, 'a.md': post('canary1x0z canary1x1z'), 'b.md': post('Nothing') };
    const [found = ''] = await examine({ files, canaries: { 'a.md': 'canary1x0z', 'b.md': 'canary1x1z' } });
    assert.match(found, /one item has canary1x0z and canary1x1z/);
  });

  it('finds published text of a refused post', async () => {
    const files = { ...config, 'a.md': post('canary1x1z'), 'b.md': Buffer.from('---\ntitle: [\n---\ncanary1x1z') };
    const [found = ''] = await examine({ files, canaries: { 'b.md': 'canary1x1z' } });
    assert.match(found, /shows canary1x1z, whose post is not published/);
  });
});
