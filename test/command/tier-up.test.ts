import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { it } from 'node:test';

it('sets only flags that this version of V8 knows', () => {
  const { status, stderr } = spawnSync(process.execPath, ['dist/tier-up.js'], { encoding: 'utf8' });
  assert.deepEqual([status, stderr], [0, '']);
});
