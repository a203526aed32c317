/** The tools that people upload with, as they are, against `linefeed dev`. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { isDeepStrictEqual, promisify } from 'node:util';
import { CREDENTIALS } from '../../lambda/local/dev.ts';
import { Blog, CONFIG, post } from '../support/blog.ts';
import { type Dev, itemsOf, startDev, until } from '../support/dev-command.ts';

const run = promisify(execFile);

const environment = {
  ...process.env,
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_PAGER: '',
};

/** Waits until the feed has these titles. */
async function shows(dev: Dev, context: TestContext, expected: string[]): Promise<void> {
  const titles = async () => (await itemsOf<{ title: string }>(dev)).map(({ title }) => title).sort();
  await until(dev, context, async () => isDeepStrictEqual(await titles(), [...expected].sort()));
}

let blog: Blog;
let dev: Dev;

before(async () => {
  blog = new Blog(await mkdtemp(join(tmpdir(), 'linefeed-')));
  await blog.write({ 'linefeed.yaml': CONFIG });
  dev = await startDev(blog.dir);
});
after(async () => {
  await dev.close();
  await rm(blog.root, { recursive: true });
});

describe('aws s3, the command', () => {
  const aws = async (...args: string[]) => {
    const command = ['--endpoint-url', dev.s3, 's3', ...args];
    return (await run('aws', command, { env: environment, cwd: blog.root, maxBuffer: 1e8 })).stdout;
  };

  it('copies posts up, lists them, and removes them again', async (context) => {
    const name = '2026-03-01-größer + 1 & more.md';
    await writeFile(join(blog.root, name), post('Größer'));
    await aws('cp', name, 's3://posts/_posts/');
    await shows(dev, context, ['Größer']);
    assert.match(await aws('ls', 's3://posts/_posts/'), /2026-03-01-größer \+ 1 & more\.md/);
    assert.match(await aws('ls', 's3://posts/'), /PRE _posts\//);
    assert.match(await aws('ls'), /posts\n.* site\n/);
    assert.equal(await aws('cp', `s3://posts/_posts/${name}`, '-'), post('Größer'));
    await aws('mv', `s3://posts/_posts/${name}`, 's3://posts/_posts/2026-03-01-renamed.md');
    assert.deepEqual(await readdir(join(blog.dir, '_posts')), ['2026-03-01-renamed.md']);
    await aws('rm', 's3://posts/_posts/2026-03-01-renamed.md');
    await shows(dev, context, []);
  });

  it('syncs a folder up and deletes what is gone from it', async (context) => {
    const source = join(blog.root, 'source');
    await mkdir(join(source, '_posts/deep er'), { recursive: true });
    await writeFile(join(source, 'linefeed.yaml'), 'title: Synced\nlink: https://blog.example/\n');
    for (const index of [1, 2, 3]) await writeFile(join(source, `_posts/2026-04-0${index}-post-${index}.md`), post(`Post ${index}`));
    await writeFile(join(source, '_posts/deep er/2026-04-04-post 4.md'), post('Post 4'));
    // A bucket tells whole seconds: what is written in the second of its upload looks newer than the upload.
    for (const file of await readdir(source, { recursive: true })) await utimes(join(source, file), 1_700_000_000, 1_700_000_000);
    await aws('sync', source, 's3://posts');
    await shows(dev, context, ['Post 1', 'Post 2', 'Post 3', 'Post 4']);
    assert.equal(await aws('sync', source, 's3://posts'), '', 'what is there already is not sent again');
    await rm(join(source, '_posts/2026-04-02-post-2.md'));
    assert.match(await aws('sync', source, 's3://posts', '--delete'), /delete: s3:\/\/posts\/_posts\/2026-04-02-post-2\.md/);
    await shows(dev, context, ['Post 1', 'Post 3', 'Post 4']);
    const down = join(blog.root, 'down');
    await aws('sync', 's3://posts', down);
    assert.equal(await readFile(join(down, '_posts/deep er/2026-04-04-post 4.md'), 'utf8'), post('Post 4'));
  });

  it('uploads in parts, and downloads in ranges, what is larger than 8 MB', async () => {
    const film = randomBytes(20_000_000);
    await writeFile(join(blog.root, 'film.mp4'), film);
    await aws('cp', 'film.mp4', 's3://posts/assets/film.mp4', '--quiet');
    assert.equal(Buffer.compare(await readFile(join(blog.dir, 'assets/film.mp4')), film), 0);
    await aws('cp', 's3://posts/assets/film.mp4', 's3://posts/assets/copy.mp4', '--quiet');
    await aws('cp', 's3://posts/assets/copy.mp4', 'back.mp4', '--quiet');
    assert.equal(Buffer.compare(await readFile(join(blog.root, 'back.mp4')), film), 0);
  });

  it('is told what is wrong', async () => {
    await assert.rejects(aws('cp', 'film.mp4', 's3://nowhere/film.mp4'), /NoSuchBucket.*there is no bucket nowhere/);
    await assert.rejects(aws('cp', 'film.mp4', 's3://site/public/film.mp4'), /AccessDenied/);
    await assert.rejects(
      run('aws', ['--endpoint-url', dev.s3, 's3', 'ls'], { env: { ...environment, AWS_SECRET_ACCESS_KEY: 'wrong' } }),
      /SignatureDoesNotMatch/,
    );
  });
});

describe('boto3', () => {
  const python = async (script: string) => {
    const program = `import boto3, sys\ns3 = boto3.client('s3', endpoint_url=${JSON.stringify(dev.s3)})\n${script}`;
    return (await run('python3', ['-c', program], { env: environment, cwd: blog.root })).stdout;
  };

  it('puts, heads, copies, lists by pages and deletes many', async () => {
    const said = await python(`
keys = [f'notes/{i} ü+%.txt' for i in range(25)]
for key in keys: s3.put_object(Bucket='posts', Key=key, Body=key.encode(), Metadata={'from': 'boto3'})
pages = s3.get_paginator('list_objects_v2').paginate(Bucket='posts', Prefix='notes/', PaginationConfig={'PageSize': 10})
assert [o['Key'] for page in pages for o in page['Contents']] == sorted(keys)
assert s3.head_object(Bucket='posts', Key=keys[3])['ContentLength'] == len(keys[3].encode())
s3.copy_object(Bucket='posts', Key='notes/copy.txt', CopySource={'Bucket': 'posts', 'Key': keys[3]})
assert s3.get_object(Bucket='posts', Key='notes/copy.txt')['Body'].read() == keys[3].encode()
gone = s3.delete_objects(Bucket='posts', Delete={'Objects': [{'Key': key} for key in keys + ['notes/copy.txt']]})
assert len(gone['Deleted']) == 26, gone
assert s3.list_objects_v2(Bucket='posts', Prefix='notes/')['KeyCount'] == 0
print('done')`);
    assert.equal(said, 'done\n');
  });

  it('uploads in parts, and is told that something is not there', async () => {
    const said = await python(`
import io
data = b'0123456789' * 1500000
s3.upload_fileobj(io.BytesIO(data), 'posts', 'assets/big.bin')
out = io.BytesIO()
s3.download_fileobj('posts', 'assets/big.bin', out)
assert out.getvalue() == data
try:
    s3.get_object(Bucket='posts', Key='none')
except s3.exceptions.NoSuchKey:
    print('no such key')
from botocore.config import Config
signer = boto3.client('s3', endpoint_url=s3.meta.endpoint_url, config=Config(signature_version='s3v4'))
url = signer.generate_presigned_url('get_object', Params={'Bucket': 'posts', 'Key': 'assets/big.bin'})
import urllib.request
assert urllib.request.urlopen(url).read() == data
print('done')`);
    assert.equal(said, 'no such key\ndone\n');
  });
});
