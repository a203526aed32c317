/** What the printed command uploads, and what it never does. `test/tools/upload-command.tools.ts` runs it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { it } from 'node:test';
import { NEVER_UPLOADED, uploadCommandFor } from '../../lib/upload-command.ts';
import { LEAVE, STAY } from '../support/upload-paths.ts';

/** As `aws s3 sync` reads patterns: Python's fnmatch over the whole path, in which `*` stands for anything. */
const matches = (pattern: string, path: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  ).test(path);
const isUploaded = (path: string): boolean => !NEVER_UPLOADED.some((pattern) => matches(pattern, path));

it('leaves secrets, histories and outputs where they are', () => {
  for (const path of STAY) assert.ok(!isUploaded(path), path);
});

it('takes posts, configuration, includes and data', () => {
  for (const path of LEAVE) assert.ok(isUploaded(path), path);
});

it('is the same in the documentation; commands there that name what is taken need nothing else', () => {
  const whole = uploadCommandFor('BUCKET', '').split(' --exclude ').slice(1);
  assert.ok(whole.length > 10);
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
      assert.ok(names || whole.every((pattern) => patterns.includes(pattern)), `${file}: ${line}`);
    }
  assert.ok(found >= 3);
});

it('is one line that a shell reads as it is written', () => {
  assert.match(uploadCommandFor('my-posts', 'blog/'), /^aws s3 sync \. s3:\/\/my-posts\/blog\/(?: --exclude "[\w.*/-]+")+$/);
});
