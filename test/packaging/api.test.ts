import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { it } from 'node:test';
import { api } from '../../scripts/api.mjs';

it('API.md equals the declarations; if not, `npm run api` writes it', async () => {
  const text = await readFile('API.md', 'utf8');
  assert.equal(text, api());
  for (const name of ['FeedPublisher', 'FeedPublisherProps', 'FeedPublisherStack', 'grantUpload', 'metricLag'])
    assert.ok(text.includes(name), name);
});
