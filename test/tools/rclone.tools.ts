/** rclone and s3cmd compare ETags with the MD5 of the bytes that they sent; rclone deletes objects that differ. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { LARGE, POSTS, Upload } from '../support/upload.ts';

const REST = Object.keys(POSTS).filter((title) => title !== 'Quotes');

let upload: Upload;
beforeEach(async () => {
  upload = await Upload.start();
  await upload.writeSource();
});
afterEach(() => upload.close());

for (const provider of ['Other', 'Minio']) {
  describe(`rclone with the provider ${provider}`, () => {
    const rclone = async (...args: string[]): Promise<string> => {
      const settings = { TYPE: 's3', PROVIDER: provider, ENV_AUTH: 'true', ENDPOINT: upload.dev.s3 };
      const named = Object.entries(settings).map(([name, value]) => [`RCLONE_CONFIG_DEV_${name}`, value]);
      return upload.run('rclone', args, {
        ...Object.fromEntries(named),
        RCLONE_CONFIG: '',
        RCLONE_RETRIES: '1',
        RCLONE_LOW_LEVEL_RETRIES: '1',
      });
    };

    it('syncs posts once, by date and by checksum, and deletes removed files', async (context) => {
      await rclone('sync', 'source', 'dev:posts');
      await upload.assertUploaded();
      await upload.waitForTitles(context, Object.keys(POSTS));
      for (const by of [[], ['--checksum'], ['--size-only']]) {
        const output = await rclone('sync', 'source', 'dev:posts', '--dry-run', ...by);
        assert.doesNotMatch(output, /Skipped (?:copy|update|delete)/, by.join());
      }
      await rclone('check', 'source', 'dev:posts');
      await rm(join(upload.source, POSTS.Quotes ?? ''));
      await rclone('sync', 'source', 'dev:posts');
      await upload.assertUploaded();
      await upload.waitForTitles(context, REST);
    });

    it('uploads large files in parts', async () => {
      await upload.write('assets/film.mp4', randomBytes(LARGE));
      await rclone('copy', 'source', 'dev:posts', '--s3-upload-cutoff', '5M', '--s3-chunk-size', '5M');
      await upload.assertUploaded();
      await rclone('check', 'source', 'dev:posts');
      assert.doesNotMatch(await rclone('sync', 'source', 'dev:posts', '--dry-run'), /Skipped/);
    });
  });
}

describe('s3cmd', () => {
  const s3cmd = async (...args: string[]): Promise<string> => {
    const host = new URL(upload.dev.s3).host;
    await writeFile(join(upload.blog.root, '.s3cfg'), `[default]\nhost_base = ${host}\nhost_bucket = ${host}\nuse_https = False\n`);
    return upload.run('s3cmd', args);
  };

  it('syncs posts once, and deletes removed files', async (context) => {
    await s3cmd('sync', 'source/', 's3://posts/');
    await upload.assertUploaded();
    await upload.waitForTitles(context, Object.keys(POSTS));
    assert.doesNotMatch(await s3cmd('sync', 'source/', 's3://posts/'), /upload:|delete:|remote copy:/);
    await rm(join(upload.source, POSTS.Quotes ?? ''));
    await s3cmd('sync', '--delete-removed', 'source/', 's3://posts/');
    await upload.assertUploaded();
    await upload.waitForTitles(context, REST);
  });

  it('puts, gets, copies, moves and removes, and uploads large files in parts', async () => {
    await upload.write('assets/film.mp4', randomBytes(LARGE));
    await s3cmd('put', 'source/assets/film.mp4', 's3://posts/assets/first.mp4', '--multipart-chunk-size-mb=5');
    await s3cmd('cp', 's3://posts/assets/first.mp4', 's3://posts/assets/copy.mp4');
    await s3cmd('mv', 's3://posts/assets/copy.mp4', 's3://posts/assets/film.mp4');
    await s3cmd('rm', 's3://posts/assets/first.mp4');
    for (const file of Object.values(POSTS)) await s3cmd('put', `source/${file}`, `s3://posts/${file}`);
    await upload.assertUploaded();
    await s3cmd('get', 's3://posts/assets/film.mp4', 'back.mp4');
    assert.match(await s3cmd('ls', 's3://posts/'), /DIR +s3:\/\/posts\/_posts\//);
  });
});
