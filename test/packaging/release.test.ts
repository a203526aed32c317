import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { datedChangelog, nextVersion } from '../../scripts/release.mjs';

describe('the next version', () => {
  it('raises one part and clears those after it', () => {
    assert.deepEqual(
      ['major', 'minor', 'patch', '2.0.1'].map((wanted) => nextVersion('1.4.7', wanted)),
      ['2.0.0', '1.5.0', '1.4.8', '2.0.1'],
    );
  });

  it('rejects an unknown part', () => {
    assert.throws(() => nextVersion('1.4.7', 'pre'), /expected patch, minor, major or a version such as 1\.2\.3, got pre/);
  });
});

describe('the changelog of a release', () => {
  it('dates the unreleased changes and opens a new section', async () => {
    const now = await readFile('CHANGELOG.md', 'utf8');
    const dated = datedChangelog(now, '9.8.7', '2026-11-28');
    assert.ok(dated.includes('## [Unreleased]\n\n## [9.8.7] - 2026-11-28\n'));
    assert.equal(dated.replace('\n## [9.8.7] - 2026-11-28\n', ''), now);
  });

  it('rejects a release without changes', () => {
    assert.throws(
      () => datedChangelog('# Changelog\n\n## [Unreleased]\n\n## [0.1.0] - 2026-01-01\n\n- One.\n', '0.2.0', '2026-11-28'),
      /nothing to release/,
    );
  });
});
