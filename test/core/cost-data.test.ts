import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { byTaxonomy } from '../../lambda/core/catalog/terms.ts';
import { gunzip, gzip } from '../../lambda/core/documents.ts';
import { references } from '../../lambda/core/entry/names.ts';
import { parsePost } from '../../lambda/core/post/post.ts';
import { readRenderInputs } from '../../lambda/core/site/read-render-inputs.ts';
import { parseYaml } from '../../lambda/core/text/data-text.ts';
import { MOST_PROBLEMS } from '../../lambda/core/text/problem-report.ts';
import { own, siteOf } from './site/sites.ts';

const problemsOf = async (file: string, key = 'p.md') => {
  const reading = await parsePost(key, Buffer.from(file), await siteOf(own()), references);
  return reading.kind === 'refused' ? reading.problems : [];
};

describe('YAML', () => {
  it('counts aliases in keys before it expands them', () => {
    const long = `a: &a ${'x'.repeat(5_000)}\n`;
    const keys = (count: number) => `${long}? [${'*a,'.repeat(count)}]\n: 1\n`;
    assert.equal(Object.keys(parseYaml(keys(3)) as object)[1]?.length, 15_002);
    assert.throws(() => parseYaml(keys(3_000)), /the YAML holds more than 10000000 characters \(aliases count each time\)/);
  });

  it('counts a list of aliases at each use', () => {
    const doubling = Array.from({ length: 25 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]`).join('\n');
    assert.throws(() => parseYaml(`a0: &a0 [x]\n${doubling}\n`), /the YAML holds more than 500000 values/);
    assert.deepEqual(parseYaml('a: &a [x, y]\nb: [*a, *a]\n'), {
      a: ['x', 'y'],
      b: [
        ['x', 'y'],
        ['x', 'y'],
      ],
    });
  });

  it('counts all keys together', () => {
    const keys = Array.from({ length: 40 }, (_, index) => `? [${index}, ${'*a,'.repeat(60)}]\n: 1\n`).join('');
    assert.throws(() => parseYaml(`a: &a ${'x'.repeat(5_000)}\n${keys}`), /more than 10000000 characters/);
  });
});

describe('front matter', () => {
  it('is rejected when it has too many blank lines', async () => {
    const [problem] = await problemsOf(`---\ntitle: T\ndate: 2026-01-01\n${'\u2028'.repeat(50_000)}\n---\nx`);
    assert.match(problem?.message ?? '', /^front matter has too many blank lines/);
  });

  it('in JSON is scanned once, whatever its quotes', async () => {
    assert.match((await problemsOf(`{ "a": ${'"\\"'.repeat(30_000)}`))[0]?.message ?? '', /not closed/);
    assert.match((await problemsOf(`{ "a": "}\n} `))[0]?.message ?? '', /^not valid JSON/);
    const reading = await parsePost(
      'p.md',
      Buffer.from('{ "title": "a } \\" b", "date": "2026-01-01" }\nText'),
      await siteOf(own()),
      references,
    );
    assert.deepEqual(reading.kind === 'post' && [reading.post.title, reading.post.body], ['a } " b', 'Text']);
  });

  it('with only comments is accepted as empty', async () => {
    const site = await siteOf(own());
    for (const front of ['# a\n\n  # b', '', '\n'])
      assert.equal(
        (await parsePost('_posts/2026-01-01-a.md', Buffer.from(`---\n${front}\n---\nText`), { ...site, generator: 'jekyll' }, references))
          .kind,
        'post',
        front,
      );
  });

  it('reports the first problems and the number of the rest', async () => {
    const problems = await problemsOf(`---\ntitle: T\ndate: 2026-01-01\ntags: [${'{},'.repeat(8_000)}]\n---\nx`);
    assert.equal(problems.length, MOST_PROBLEMS + 1);
    assert.deepEqual(problems.at(-1), {
      ...{ key: 'p.md', line: 1, column: 1, severity: 'error' },
      message: `${8_000 - MOST_PROBLEMS} more errors of this file are not shown; correct those that are shown first`,
    });
    assert.equal(
      (await problemsOf(`---\ntitle: T\ndate: 2026-01-01\ntags: [${'{},'.repeat(MOST_PROBLEMS)}]\n---\nx`)).length,
      MOST_PROBLEMS,
    );
  });
});

describe('names of other posts', () => {
  it('longer than any file name are ignored', async () => {
    const site = { ...(await siteOf(own())), generator: 'obsidian' as const };
    const terms = byTaxonomy(() => []);
    assert.deepEqual(await references(`[[${'a'.repeat(1_025)}]] [[${'b'.repeat(1_024)}]]`, { key: 'p.md', site, terms }), [
      'b'.repeat(1_024),
    ]);
  });

  it('are limited in total length', async () => {
    const site = { ...(await siteOf(own())), generator: 'obsidian' as const };
    const names = (length: number) => Array.from({ length: 900 }, (_, index) => `[[${String(index).padEnd(length, 'x')}]]`).join('\n');
    const read = (body: string) => parsePost('p.md', Buffer.from(`---\ntitle: T\ndate: 2026-01-01\n---\n${body}`), site, references);
    assert.equal((await read(names(100))).kind, 'post');
    const long = await read(names(200));
    assert.match(
      (long.kind === 'refused' && long.problems[0]?.message) || '',
      /at most 100000 characters in the names of other posts, got 180000/,
    );
  });
});

describe('data files', () => {
  it('are rejected above a number of cells', async () => {
    const table = (columns: number, rows: number) => `${'a,'.repeat(columns - 1)}a\n${'b\n'.repeat(rows)}`;
    const read = async (text: string) => (await readRenderInputs(new Map([['_data/a.csv', Buffer.from(text)]]))).problems[0]?.message;
    assert.match((await read(table(1_000, 501))) ?? '', /the table holds more than 500000 values/);
    assert.equal(await read(table(100, 500)), undefined);
  });
});

describe('gzip', () => {
  it('decompresses up to the size that it may have compressed', () => {
    assert.equal(gunzip(gzip(Buffer.from('a'.repeat(1_000_000)))).length, 1_000_000);
    assert.throws(() => gunzip(gzipSync(Buffer.alloc(64_000_001))), RangeError);
    assert.equal(gunzip(gzipSync(Buffer.alloc(64_000_000))).length, 64_000_000);
  });
});
