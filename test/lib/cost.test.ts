/** docs/cost.md is worked out from prices and from requests counted at the server. When this fails it prints what the document should say. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { costTables, fixedCosts } from '../support/cost.ts';
import { measureOnePublish } from '../support/one-publish.ts';
import { synthesise } from './synth.ts';

it('the tables of docs/cost.md are what prices and counted requests give', async (context) => {
  const document = readFileSync('docs/cost.md', 'utf8');
  const { counts } = await measureOnePublish(context, 100);
  const missing = costTables(counts).filter((table) => !document.includes(table));
  assert.deepEqual(missing, [], `docs/cost.md lacks:\n\n${missing.join('\n\n')}\n`);
});

it('the alarms that are counted there are those of the template', () => {
  const alarms = Object.keys(synthesise().template.findResources('AWS::CloudWatch::Alarm')).length;
  assert.ok(Object.hasOwn(fixedCosts(), `${alarms} alarms`));
});
