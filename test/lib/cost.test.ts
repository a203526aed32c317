/** docs/cost.md follows from prices, counted requests and the template's alarms. A failure prints what the document must contain. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { costTables, fixedCosts, useCost } from '../support/cost.ts';
import { measurePublishes } from '../support/one-publish.ts';
import { synthesise } from './synth.ts';

it('docs/cost.md and README.md state the cost that follows from prices, counted requests and alarms', async (context) => {
  const document = readFileSync('docs/cost.md', 'utf8');
  const { counts } = (await measurePublishes(context, 2_000)).cold;
  const alarms = Object.keys(synthesise().template.findResources('AWS::CloudWatch::Alarm')).length;
  const missing = costTables(counts, alarms).filter((table) => !document.includes(table));
  assert.deepEqual(missing, [], `docs/cost.md lacks:\n\n${missing.join('\n\n')}\n`);
  const use = useCost({ posts: 100, readers: 1_000 }, counts).toFixed(2);
  const fixed = Object.values(fixedCosts(alarms)).reduce((sum, each) => sum + each, 0);
  const summary = `100 posts a month and 1,000 readers a day costs about ${use} USD a month for use, and up to ${fixed.toFixed(2)} for alarms`;
  const [get, head, put] = (['GET', 'HEAD', 'PUT'] as const).map((kind) => counts.get(kind)?.requests ?? 0);
  const readme = readFileSync('README.md', 'utf8').replaceAll('\n', ' ');
  for (const claim of [summary, `${get} GET, ${head} HEAD and ${put} PUT`]) assert.ok(readme.includes(claim), `README.md lacks: ${claim}`);
});
