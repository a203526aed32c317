/** Unmodified upload tools against `linefeed dev`. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Blog } from '../support/blog.ts';
import { post } from '../support/blog.ts';
import type { Dev } from '../support/dev-command.ts';
import { LARGE, POSTS, Upload } from '../support/upload.ts';

let upload: Upload;
let blog: Blog;
let dev: Dev;

before(async () => {
  upload = await Upload.start();
  ({ blog, dev } = upload);
});
after(() => upload.close());

describe('aws s3', () => {
  const aws = (...args: string[]) => upload.run('aws', ['--endpoint-url', dev.s3, 's3', ...args]);

  it('copies posts, lists them, and removes them', async (context) => {
    const name = '2026-03-01-größer + 1 & more.md';
    await writeFile(join(blog.root, name), post('Größer'));
    await aws('cp', name, 's3://posts/_posts/');
    await upload.waitForTitles(context, ['Größer']);
    assert.match(await aws('ls', 's3://posts/_posts/'), /2026-03-01-größer \+ 1 & more\.md/);
    assert.match(await aws('ls', 's3://posts/'), /PRE _posts\//);
    assert.match(await aws('ls'), /posts\n.* site\n/);
    assert.equal(await aws('cp', `s3://posts/_posts/${name}`, '-'), post('Größer'));
    await aws('mv', `s3://posts/_posts/${name}`, 's3://posts/_posts/2026-03-01-renamed.md');
    assert.deepEqual(await readdir(join(blog.dir, '_posts')), ['2026-03-01-renamed.md']);
    await aws('rm', 's3://posts/_posts/2026-03-01-renamed.md');
    await upload.waitForTitles(context, []);
  });

  it('syncs a folder, and deletes removed files', async (context) => {
    await upload.writeSource();
    await aws('sync', 'source', 's3://posts');
    await upload.waitForTitles(context, Object.keys(POSTS));
    await upload.assertUploaded();
    assert.equal(await aws('sync', 'source', 's3://posts'), '', 'files that exist are not sent again');
    await rm(join(upload.source, POSTS.Quotes ?? ''));
    assert.match(await aws('sync', 'source', 's3://posts', '--delete'), /^delete: .*it's "so" \(called\)\.md\n$/);
    await upload.assertUploaded();
    await upload.waitForTitles(context, ['Space', 'Umlaut', 'Plus', 'Percent']);
    await aws('sync', 's3://posts', 'down');
    assert.equal(await readFile(join(blog.root, 'down', POSTS.Percent ?? ''), 'utf8'), post('Percent'));
  });

  it("finds the credentials in the server's file", async () => {
    const environment = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_DEFAULT_REGION: undefined };
    const file = { AWS_SHARED_CREDENTIALS_FILE: dev.credentialsFile };
    assert.match(await upload.run('aws', ['--endpoint-url', dev.s3, 's3', 'ls'], { ...environment, ...file }), /posts\n.* site\n/);
  });

  it('uploads in parts and downloads in ranges files larger than 8 MB', async () => {
    const film = randomBytes(LARGE);
    await writeFile(join(blog.root, 'film.mp4'), film);
    await aws('cp', 'film.mp4', 's3://posts/assets/film.mp4', '--quiet');
    assert.equal(Buffer.compare(await readFile(join(blog.dir, 'assets/film.mp4')), film), 0);
    await aws('cp', 's3://posts/assets/film.mp4', 's3://posts/assets/copy.mp4', '--quiet');
    await aws('cp', 's3://posts/assets/copy.mp4', 'back.mp4', '--quiet');
    assert.equal(Buffer.compare(await readFile(join(blog.root, 'back.mp4')), film), 0);
  });

  it('gets errors with their reasons', async () => {
    await assert.rejects(aws('cp', 'film.mp4', 's3://nowhere/film.mp4'), /NoSuchBucket.*there is no bucket nowhere/);
    await assert.rejects(aws('cp', 'film.mp4', 's3://site/public/film.mp4'), /AccessDenied/);
    await assert.rejects(
      upload.run('aws', ['--endpoint-url', dev.s3, 's3', 'ls'], { AWS_SECRET_ACCESS_KEY: 'wrong' }),
      /SignatureDoesNotMatch/,
    );
  });
});

describe('boto3', () => {
  const python = async (script: string) => {
    const program = `import boto3, sys\ns3 = boto3.client('s3', endpoint_url=${JSON.stringify(dev.s3)})\n${script}`;
    return upload.run('python3', ['-c', program]);
  };

  it('puts, heads, copies, lists pages and deletes many', async () => {
    const output = await python(`
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
    assert.equal(output, 'done\n');
  });

  it('uploads in parts, and gets NoSuchKey for an absent key', async () => {
    const output = await python(`
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
print('done')`);
    assert.equal(output, 'no such key\ndone\n');
  });

  it('presigns valid URLs with version 2 and version 4', async () => {
    const output = await python(`
import urllib.request, urllib.error
from botocore.config import Config
# Version 2 signs the type too, and urllib has one of its own for data.
def request(url, data=None, headers={'Content-Type': ''}):
    return urllib.request.urlopen(urllib.request.Request(url, data, headers, method='PUT' if data else 'GET'))
for config in [None, Config(signature_version='s3v4')]:
    signer = boto3.client('s3', endpoint_url=s3.meta.endpoint_url, config=config)
    where = {'Bucket': 'posts', 'Key': "notes/it's ü+&=%.txt"}
    def sign(operation, **more): return signer.generate_presigned_url(operation, Params={**where, **more})
    print('V2' if 'AWSAccessKeyId' in sign('get_object') else 'V4')
    request(sign('put_object'), b'text')
    assert request(sign('get_object')).read() == b'text'
    typed = {'ContentType': 'text/x-odd', 'Metadata': {'from': 'an address'}}
    headers = {'Content-Type': 'text/x-odd', 'x-amz-meta-from': 'an address'}
    request(sign('put_object', **typed), b'typed', headers)
    assert s3.head_object(**where)['Metadata'] == {'from': 'an address'}
    try: request(sign('get_object').replace('notes', 'other'))
    except urllib.error.HTTPError as error: print(error.code, error.read().split(b'<Code>')[1].split(b'<')[0].decode())
print('done')`);
    assert.deepEqual(output.split('\n').slice(0, -1), ['V2', '403 SignatureDoesNotMatch', 'V4', '403 SignatureDoesNotMatch', 'done']);
  });
});
