/** The patterns of the printed upload command. `test/tools/upload-command.tools.ts` runs it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { it } from 'node:test';
import { NEVER_UPLOADED, uploadCommandFor } from '../../lib/upload-command.ts';
import { NOT_UPLOADED, UPLOADED } from '../support/upload-paths.ts';

/** Python's fnmatch over the whole path, as in `aws s3 sync`: `*` matches anything. */
const matches = (pattern: string, path: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  ).test(path);
const isUploaded = (path: string): boolean => !NEVER_UPLOADED.some((pattern) => matches(pattern, path));

it('excludes secrets, histories and outputs', () => {
  for (const path of NOT_UPLOADED) assert.ok(!isUploaded(path), path);
});

it('includes posts, configuration, includes and data', () => {
  for (const path of UPLOADED) assert.ok(isUploaded(path), path);
});

it('the documentation has the same command, except for commands that name what they upload', () => {
  const excludes = uploadCommandFor('BUCKET', '').split(' --exclude ').slice(1);
  assert.ok(excludes.length > 10);
  let found = 0;
  const files = readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`);
  for (const file of [...files, 'README.md'])
    for (const line of readFileSync(file, 'utf8')
      .split('\n')
      .filter((each) => each.includes('aws s3 sync . ') && !each.includes('--dryrun'))) {
      found += 1;
      const patterns = line
        .split(' --exclude ')
        .slice(1)
        .map((each) => each.trim());
      const names = patterns[0]?.startsWith("'*' --include");
      assert.ok(names || excludes.every((pattern) => patterns.includes(pattern)), `${file}: ${line}`);
    }
  assert.ok(found >= 3);
});

it('the command is one line that a shell does not change', () => {
  assert.match(uploadCommandFor('my-posts', 'blog/'), /^aws s3 sync \. s3:\/\/my-posts\/blog\/(?: --exclude "[\w.*/-]+")+$/);
});
