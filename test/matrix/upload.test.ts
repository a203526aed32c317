import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import type { StoredObject } from '../../lambda/stores/store.ts';
import { functionsFor } from '../functions/functions.ts';
import { upload } from '../support/aws.ts';
import { CASES, type Cell, isAsExpected } from './matrix.ts';

describe('uploading a published post again', () => {
  for (const { generator, files, key, original, cells } of CASES)
    it(`from ${generator}: has the expected outcome for each edit`, async (context) => {
      const functions = await functionsFor(context, { ...files, [key]: original });
      const items = async (): Promise<{ id: string; title: string }[]> => {
        const object = (await functions.site.get('public/feed.json')) as StoredObject;
        return JSON.parse(Buffer.from(object.bytes).toString()).items;
      };
      const write = async (content: Cell['content']) => {
        functions.reset();
        if (content === undefined) await functions.client.send(new DeleteObjectCommand({ Bucket: 'posts', Key: key }));
        else await upload(functions, { [key]: content });
        await functions.fresh.drain(functions.publish);
      };
      const refusals = () => functions.logged('post refused').map(({ line, column, message }) => `${line}:${column}: ${message}`);
      const counted = () => functions.logged().flatMap((line) => ('PostsRefused' in line ? [line.PostsRefused] : []));

      const before = await items();
      const id = before.find(({ title }) => title === 'First Light')?.id ?? assert.fail('it is published');
      for (const { name, content, becomes, problem } of cells) {
        await write(content);
        const isRefused = becomes === 'refused';
        assert.ok(isAsExpected(before, await items(), id, becomes), `${name}: ${JSON.stringify(await items())}`);
        assert.deepEqual([refusals().length, counted()], [isRefused ? 1 : 0, [isRefused ? 1 : 0]], name);
        if (problem) assert.match(refusals()[0] ?? '', problem, name);
        for (const { lastGoodVersionStays } of functions.logged('post refused')) assert.equal(lastGoodVersionStays, true, name);
        await write(original);
        assert.deepEqual([(await items()).map((item) => item.id), refusals()], [before.map((item) => item.id), []], `${name}, repaired`);
      }
      assert.deepEqual([functions.fresh.waiting, functions.dead.waiting], [[], []]);
    });
});
