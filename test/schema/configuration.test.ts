import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Ajv } from 'ajv';
import { load } from 'js-yaml';
import { LIMITS } from '../../lambda/core/limits.ts';
import { readAws, readSite } from '../../lambda/core/site/config.ts';
import { SAMPLE_CONFIG } from '../../lambda/core/site/config-own.ts';
import { stackProps } from '../../lib/app/stack-props.ts';

interface Setting {
  examples?: unknown[];
  properties?: Record<string, unknown>;
}

const schema = JSON.parse(readFileSync('schema/linefeed.schema.json', 'utf8')) as { properties: Record<string, Setting> };
const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);

const BASE = { title: 'Field Notes', link: 'https://blog.example/' };

async function problemsOf(config: object): Promise<string[]> {
  const { problems } = await readSite(new Map([['linefeed.yaml', Buffer.from(JSON.stringify(config))]]));
  return problems.map(({ message }) => message);
}

describe('the schema of linefeed.yaml', () => {
  for (const [name, { examples = [] }] of Object.entries(schema.properties)) {
    it(`has examples of ${name} that schema and program accept`, async () => {
      assert.ok(examples.length > 0);
      for (const example of examples) {
        const config = { ...BASE, [name]: example };
        assert.ok(validate(config), JSON.stringify([example, validate.errors]));
        assert.deepEqual(await problemsOf(config), []);
      }
    });
  }

  it("has exactly the program's settings", async () => {
    const [message = ''] = await problemsOf({ ...BASE, zzz: 1 });
    assert.match(message, /zzz/);
    assert.ok(!validate({ ...BASE, zzz: 1 }));
    // The program rejects unknown settings, so a setting that only the schema lacks appears in the documentation's table.
    const documented = readFileSync('docs/configuration.md', 'utf8').split('## `linefeed.yaml`')[1]?.split('\n## ')[0] ?? '';
    const rows = documented.split('\n').flatMap((line) => /^\| ((?:`\w+`(?:, )?)+) \|/.exec(line)?.[1]?.match(/\w+/g) ?? []);
    assert.deepEqual([...new Set(rows)].sort(), Object.keys(schema.properties).sort());
    for (const setting of rows)
      assert.ok(
        (await problemsOf({ ...BASE, [setting]: {} })).every((text) => !text.includes('no such')),
        setting,
      );
  });

  it("has the program's limits", () => {
    const limits = (schema.properties.limits?.properties ?? {}) as Record<string, { maximum: number; default: number }>;
    const given = Object.fromEntries(Object.entries(limits).map(([name, { maximum, default: usual }]) => [name, { usual, most: maximum }]));
    assert.deepEqual(given, LIMITS);
  });

  it("has the deployment's settings", async () => {
    const [example] = schema.properties.aws?.examples ?? [];
    const config = JSON.stringify({ ...BASE, aws: example });
    const aws = await readAws(new Map([['linefeed.yaml', Buffer.from(config)]]));
    const { App } = await import('aws-cdk-lib');
    assert.ok(Object.keys(stackProps(new App(), { aws, site: undefined } as never)).length > 2);
    const table = readFileSync('docs/deploy.md', 'utf8');
    for (const name of Object.keys(schema.properties.aws?.properties ?? {})) assert.ok(table.includes(`\`${name}\``), name);
  });

  it('accepts the configurations of the examples and of the messages', () => {
    const examples = readdirSync('examples', { recursive: true, encoding: 'utf8' }).filter((file) => /linefeed\.ya?ml$/.test(file));
    for (const text of [SAMPLE_CONFIG, ...examples.map((file) => readFileSync(`examples/${file}`, 'utf8'))])
      assert.ok(validate(load(text)), JSON.stringify(validate.errors));
  });

  it('rejects what the program rejects', async () => {
    const wrong = [
      { limit: 0 },
      { limit: { size: 1 } },
      { limit: { bytes: 10 } },
      { linkPosts: 'out' },
      { gzip: true },
      { dayDates: 'noon' },
      { cover: ['head'] },
      { extensions: ['ttl'] },
      { extensions: { ttl: 'soon' } },
      { entryFooter: ['<p>'] },
      { content: 'all' },
      { hub: 'hub.example' },
      { preview: 'short' },
      { feeds: { rdf: 'a.xml' } },
      { limits: { words: 1 } },
      { link: 'blog.example' },
      { archives: true },
    ];
    for (const each of wrong) {
      assert.ok(!validate({ ...BASE, ...each }), JSON.stringify(each));
      assert.notDeepEqual(await problemsOf({ ...BASE, ...each }), [], JSON.stringify(each));
    }
  });
});
