import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { noteWaiting } from '../../lambda/state/waiting.ts';
import { Blog, CONFIG, linefeed, post, type Ran } from '../support/blog.ts';
import { Buckets } from '../support/buckets.ts';
import { readCatalog, writeCatalog } from '../support/whole-catalog.ts';

interface Schema {
  $defs: Record<string, { required?: string[]; properties?: Record<string, unknown> }>;
}

const schema = JSON.parse(readFileSync('schema/output.schema.json', 'utf8')) as Schema;
const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false });
formats.default(ajv);
ajv.addSchema(schema, 'output');

function validate(name: string, value: unknown): void {
  const check = ajv.getSchema(name === '' ? 'output' : `output#/$defs/${name}`);
  assert.ok(check, name);
  assert.ok(check(value), `${name}: ${JSON.stringify(check.errors)}`);
}

const POSTS = {
  'linefeed.yaml': `${CONFIG}timezone: Europe/Lisbon\n`,
  '_posts/2026-03-01-one.md': post('One', 'tags: [stone]\n'),
  '_posts/2026-03-02-two.md': post('Two', 'expires: 2098-07-01 12:00\n'),
  '_posts/2026-03-02-drei.md': post('Drei', 'lang: de\n'),
  '_posts/2026-03-03-house.md': post('House rules', 'unlisted: true\n'),
  '_posts/2099-01-01-later.md': post('Later'),
  '_posts/2026-03-04-bad.md': post('Bad', 'date: tomorrow\n'),
  '_posts/2026-03-01-one copy.md': post('One', 'tags: [stone]\n'),
  '_drafts/idea.md': post('Idea'),
};
const SKIPPED = { 'about.md': post('About') };
const FEED = `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>
<link rel="next" href="https://blog.example/page2.xml"/>
${[
  ['https://old.example/1', 'One'],
  ['https://old.example/9', 'Gone'],
]
  .map(
    ([id, title]) =>
      `<entry><id>${id}</id><title>${title}</title><link href="${id}"/><published>2026-01-01T00:00:00Z</published><updated>2026-01-02T00:00:00Z</updated></entry>`,
  )
  .join('\n')}
<entry><id>https://old.example/1</id><title>Other</title><link href="https://old.example/2"/><updated>2026-01-02T00:00:00Z</updated></entry>
</feed>`;

/** By command line. */
const outputs = new Map<string, { name: string; value: object }>();
const record = (command: string, name: string, { stdout, stderr }: Ran): void => {
  assert.notEqual(stdout, '', stderr);
  outputs.set(command, { name, value: JSON.parse(stdout) });
};

describe('the schema of --format json', () => {
  before(async () => {
    // The blogs are removed when this hook ends; the outputs remain.
    const undo: (() => unknown)[] = [];
    const context = { after: (run: () => unknown) => undo.push(run) } as never;
    const blog = await Blog.create(context, { ...POSTS, ...SKIPPED, 'old.xml': FEED });
    const json = ['--format', 'json'];
    const target = ['--out', blog.out, ...json];
    // Linefeed does not replace a foreign page.
    await mkdir(blog.out);
    await writeFile(join(blog.out, 'index.html'), '<p>Mine</p>');
    record('build', 'summary', await blog.build(...json));
    record('check', 'summary', await linefeed('check', blog.dir, ...target));
    record('build --at', 'summary', await linefeed('build', blog.dir, '--at', '2099-06-01', '--out', join(blog.root, 'then'), ...json));
    record('adopt', 'summary', await linefeed('adopt', join(blog.dir, 'old.xml'), '--dir', blog.dir, ...target));
    record('status', 'status', await linefeed('status', blog.dir, ...target));
    await blog.write({ 'linefeed.yaml': 'title: A\nlink: nowhere\n' });
    record('build, configuration', 'summary', await blog.build(...json));
    const empty = await Blog.create(context, { 'linefeed.yaml': 'title: A\nlink: nowhere\n' });
    for (const command of ['build', 'check'])
      record(`${command}, no site`, 'configurationError', await linefeed(command, empty.dir, '--out', empty.out, ...json));
    const buckets = await Buckets.create(context, POSTS);
    record('reconcile --dry-run', 'summary', await buckets.reconcile('--dry-run', ...json));
    record('reconcile', 'summary', await buckets.reconcile(...json));
    record('status --bucket', 'status', await buckets.run('status', '--bucket', 'site', ...json));
    const { catalog, etag } = (await readCatalog(buckets.site)) ?? assert.fail();
    await writeCatalog(
      buckets.site,
      {
        ...catalog,
        jobs: [
          { kind: 'heads', from: 'w/main\u0001' },
          { kind: 'names', part: 'one', after: '' },
          { kind: 'early', from: 'n/2026-06-02', until: '2035-01-01T00:00:00.000Z' },
          { kind: 'time', next: 'a.md' },
        ],
      },
      { etag },
    );
    record('status --bucket, at work', 'status', await buckets.run('status', '--bucket', 'site', ...json));
    const before = await Buckets.create(context);
    const problem = { key: 'linefeed.yaml', line: 1, column: 1, message: 'no title', severity: 'error' } as const;
    await noteWaiting(before.site, [problem], Date.now());
    record('status --bucket, nothing yet', 'waiting', await before.run('status', '--bucket', 'site', ...json));
    for (const run of undo.reverse()) await run();
  });

  it('describes every output', () => {
    assert.ok(outputs.size >= 10);
    for (const [command, { name, value }] of outputs) {
      try {
        validate(name, value);
        validate('', value);
      } catch (error) {
        assert.fail(`${command}: ${(error as Error).message}`);
      }
    }
  });

  it('rejects unknown fields', () => {
    for (const { name, value } of outputs.values()) {
      const check = ajv.getSchema(`output#/$defs/${name}`);
      assert.equal(check?.({ ...value, extra: 1 }), false);
    }
  });

  it('has no field that no command prints', () => {
    const seen = new Set<string>();
    const collect = (value: unknown): void => {
      if (Array.isArray(value)) value.forEach(collect);
      else if (typeof value === 'object' && value !== null)
        for (const [name, member] of Object.entries(value)) {
          seen.add(name);
          collect(member);
        }
    };
    for (const { value } of outputs.values()) collect(value);
    const fields = Object.values(schema.$defs).flatMap(({ properties = {} }) => Object.keys(properties));
    assert.deepEqual(
      [...new Set(fields)].filter((name) => !seen.has(name)),
      [],
    );
  });
});
