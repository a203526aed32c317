/** The printed upload command, run by a shell with the AWS command line against `linefeed dev`. */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { uploadCommandFor } from '../../lib/upload-command.ts';
import { CONFIG, post } from '../support/blog.ts';
import { Upload } from '../support/upload.ts';
import { NOT_UPLOADED, UPLOADED } from '../support/upload-paths.ts';

it('uploads posts and configuration, and no excluded file', async (context) => {
  const upload = await Upload.start();
  context.after(() => upload.close());
  const { blog, dev } = upload;
  for (const path of [...NOT_UPLOADED, ...UPLOADED])
    await upload.write(path, path === 'linefeed.yaml' ? `${CONFIG}# uploaded\n` : post(path));
  const command = uploadCommandFor('posts', '').replace(/^aws /, `aws --endpoint-url ${dev.s3} `);
  const run = (more: string) => upload.run('sh', ['-ec', `cd source\n${command} ${more}`]);

  // The endpoint of `linefeed dev` also hides some of these files, so check what the client would send.
  const sent = (await run('--dryrun --no-progress'))
    .trim()
    .split('\n')
    .map((line) => /^\(dryrun\) upload: (?:\.\/)?(.+) to s3:/.exec(line)?.[1]);
  assert.deepEqual(sent.sort(), [...UPLOADED].sort());

  await run('');
  const entries = await readdir(blog.dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name).slice(blog.dir.length + 1));
  assert.deepEqual(files.filter((path) => !path.startsWith('.linefeed/')).sort(), [...UPLOADED].sort());
});
