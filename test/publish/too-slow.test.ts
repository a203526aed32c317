/**
 * A post that takes too long is not refused, since the machine may be the reason: it stays unchanged, is retried, and delays no other post.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type EntryJob, makeEntries } from '../../lambda/core/entry/entry.ts';
import { TooSlowError } from '../../lambda/core/too-slow.ts';
import { Bench, text } from './blog.ts';

const slowFor = (slow: string) => ({
  makeEntries: (jobs: EntryJob[]) => {
    if (jobs.some(({ post }) => post.key === slow)) throw new TooSlowError('the template takes more than 10 s');
    return makeEntries(jobs);
  },
});

describe('a post that takes too long', () => {
  it('stays unchanged with a reason for its message, and the others are published', async () => {
    const bench = await Bench.with({ 'a.md': text('A') });
    const files = { 'a.md': text('A', '', 'Changed.'), 'b.md': text('B'), 'c.md': text('C') };
    const report = await bench.change(files, slowFor('a.md'));
    assert.deepEqual([[...report.unread], report.refused], [[['a.md', 'the template takes more than 10 s']], []]);
    const row = (await bench.catalog()).posts['a.md'];
    assert.deepEqual([row?.state, row?.problems], ['live', []]);
    assert.deepEqual((await bench.titles()).sort(), ['A', 'B', 'C']);
    assert.doesNotMatch(JSON.stringify(await bench.items()), /Changed/);
    // On a faster or idle machine.
    assert.deepEqual([...(await bench.run({ keys: ['a.md'] })).unread], []);
    assert.match(JSON.stringify(await bench.items()), /Changed/);
  });

  it('and is new is published by a retry', async () => {
    const bench = await Bench.with({ 'a.md': text('A') });
    const report = await bench.change({ 'b.md': text('B') }, slowFor('b.md'));
    assert.deepEqual([...report.unread.keys()], ['b.md']);
    assert.deepEqual([(await bench.catalog()).posts['b.md'], await bench.titles()], [undefined, ['A']]);
    await bench.all();
    assert.deepEqual((await bench.titles()).sort(), ['A', 'B']);
  });
});
