import assert from 'node:assert/strict';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { damagedLines } from '../../lambda/local/report/summary-lines.ts';
import type { StoredObject } from '../../lambda/stores/store.ts';
import { Blog, CONFIG, linefeed, post } from '../support/blog.ts';
import { Buckets } from '../support/buckets.ts';

const ONE = { 'linefeed.yaml': `${CONFIG}gzip: always\n`, '_posts/2026-03-01-one.md': post('One') };

describe('changed documents', () => {
  it('are written again and listed by build, in text and JSON, with exit code 0', async (context) => {
    const blog = await Blog.create(context, ONE);
    await blog.build();
    const [rss, copy] = [join(blog.out, 'rss.xml'), join(blog.out, 'index.html.gz')];
    const before = await readFile(rss, 'utf8');
    await writeFile(rss, before.replace('One', 'Two'));
    await truncate(copy, 100);
    const checked = await linefeed('check', blog.dir, '--out', blog.out);
    const { code, stdout, stderr } = await blog.build();
    assert.deepEqual([code, stderr, checked.code], [0, '', 0]);
    const lines = (text: string) => text.split('\n').filter((line) => line.includes('changed since'));
    assert.deepEqual(lines(stdout), [
      'index.html.gz was changed since it was written, and is written again',
      'rss.xml was changed since it was written, and is written again',
    ]);
    assert.deepEqual(lines(checked.stdout), [
      'index.html.gz was changed since it was written, and linefeed build writes it again',
      'rss.xml was changed since it was written, and linefeed build writes it again',
    ]);
    assert.equal((await readFile(rss, 'utf8')).replace(/<!-- linefeed .*? -->/, ''), before.replace(/<!-- linefeed .*? -->/, ''));
    await truncate(copy, 100);
    const { damaged, written } = await blog.summary();
    assert.deepEqual([damaged, written > 0], [['index.html.gz'], true]);
    const last = await blog.summary();
    assert.deepEqual([last.damaged, last.written], [[], 0]);
  });

  it('are listed up to a limit, so that a changed folder does not flood the terminal', () => {
    const damaged = Array.from({ length: 22 }, (_, index) => `${index}.xml`);
    assert.deepEqual(damagedLines({ damaged }, 'is written again').slice(19), [
      '19.xml was changed since it was written, and is written again',
      'and 2 more documents: --format json names all',
    ]);
  });

  it('are listed by reconcile before and after it writes them again', async (context) => {
    const buckets = await Buckets.create(context, ONE);
    await buckets.reconcile();
    const { bytes, metadata } = (await buckets.site.get('public/rss.xml')) as StoredObject;
    await buckets.site.put('public/rss.xml', bytes.subarray(0, 500), { metadata: { ...metadata } });
    const dry = await buckets.reconcile('--dry-run');
    assert.match(dry.stdout, /^rss\.xml was changed since it was written, and would be written again$/m);
    assert.equal(((await buckets.site.get('public/rss.xml')) as StoredObject).size, 500);
    const { code, stdout } = await buckets.reconcile();
    assert.equal(code, 0);
    assert.match(stdout, /^rss\.xml was changed since it was written, and is written again$/m);
    assert.deepEqual(await buckets.titles(), ['One']);
    assert.match((await buckets.reconcile()).stdout, /nothing to write, all up to date/);
  });
});
