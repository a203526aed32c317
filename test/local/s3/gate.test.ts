/** Each verb of the local S3 for each kind of file that listings hide: the file is absent, and nothing changes it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { DirectoryStore } from '../../../lambda/stores/directory.ts';
import { folderOf } from '../../stores/scratch.ts';
import { startS3 } from '../../support/s3.ts';
import { signerFor } from '../../support/sigv4.ts';

const SECRET = 'not for this door';
const outside = folderOf({ 'secret.md': SECRET, 'deep/secret.md': SECRET });
const folder = folderOf({
  'a.md': 'a',
  'sub/b.md': 'b',
  ...Object.fromEntries(
    [
      ...['.env', '.git/config', '.git/hooks/pre-commit', '.gitignore', '.linefeed/state/catalog.json.gz', '.linefeed/state/.credentials'],
      ...['.obsidian/workspace.json', '.obsidian/plugins/x/data.json', 'sub/.env', 'sub/.git/config', 'sub/node_modules/x/index.js'],
      ...['node_modules/x/readme.md', 'public/rss.xml', 'public/deep/page.html', 'state/catalog.json.gz', '.linefeed-1-00000000-1.tmp'],
    ].map((key) => [key, SECRET]),
  ),
});
const LINKS: Record<string, string> = {
  'out.md': join(outside, 'secret.md'),
  'out-folder': join(outside, 'deep'),
  'env.md': join(folder, '.env'),
  git: join(folder, '.git'),
  feeds: join(folder, 'public'),
  PUBLIC: join(folder, 'public'),
  'sub/up.md': join(folder, 'state/catalog.json.gz'),
};
for (const [name, target] of Object.entries(LINKS)) symlinkSync(target, join(folder, name));

const BEHIND_LINKS = ['out.md', 'out-folder/secret.md', 'env.md', 'git/config', 'feeds/rss.xml', 'PUBLIC/rss.xml', 'sub/up.md'];
/** Other percent-encoded spellings of the same places. */
const TRICKS = [
  ...['.git/../.env', 'sub/../.env', './.env', '.git//config', '/.env', '..', '../secret.md', `..%2f${outside.slice(1)}/secret.md`],
  ...['%2e%65nv', '%2egit%2fconfig', 'sub%2f%2e%2e%2f.env', 'node_modules%2fx%2freadme.md', 'sub%5c..%5c.env', '.env%00.md', '.env%00'],
  ...['.GIT/config', '.Env', 'NODE_MODULES/x/readme.md', '.git%20/config', '.env.', '.env::$DATA', '.git%2e/config', '.env/'],
  ...['public', 'public/', '.git', '.git/'],
];

const encoded = (key: string): string => key.split('/').map(encodeURIComponent).join('/');

function everything(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(root, path)).isFile());
  return Object.fromEntries(files.sort().map((path) => [path, readFileSync(join(root, path), 'latin1')]));
}

const hidden = [...Object.keys(everything(folder)).filter((key) => readFileSync(join(folder, key), 'utf8') === SECRET), ...BEHIND_LINKS];
const PATHS = [...new Set([...hidden.map(encoded), ...TRICKS])];

const store = new DirectoryStore({ roots: { '': folder }, ignore: [join(folder, 'public'), join(folder, 'state')] });
const { endpoint, client, close } = await startS3({ b: store });
after(close);
const { presigned } = signerFor(endpoint, Date.now());

interface Verb {
  method: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: string;
  /** Responses that say that the object is absent or cannot exist. */
  codes: readonly string[];
}

const ABSENT = ['NoSuchKey'];
const REFUSED = ['AccessDenied', 'InvalidArgument', 'NoSuchKey'];
const VERBS: Record<string, Verb> = {
  GET: { method: 'GET', codes: ABSENT },
  'GET of a range': { method: 'GET', headers: { range: 'bytes=0-1' }, codes: ABSENT },
  'GET of what changed': { method: 'GET', headers: { 'if-none-match': '*' }, codes: ABSENT },
  'GET of tags': { method: 'GET', query: { tagging: '' }, codes: ABSENT },
  HEAD: { method: 'HEAD', codes: ['404'] },
  PUT: { method: 'PUT', body: 'x', codes: REFUSED },
  'PUT where nothing is': { method: 'PUT', body: 'x', headers: { 'if-none-match': '*' }, codes: REFUSED },
  'PUT over an ETag': { method: 'PUT', body: 'x', headers: { 'if-match': '*' }, codes: REFUSED },
  'COPY to': { method: 'PUT', headers: { 'x-amz-copy-source': 'b/a.md' }, codes: REFUSED },
  DELETE: { method: 'DELETE', codes: ['204', 'InvalidArgument'] },
  'DELETE of an ETag': { method: 'DELETE', headers: { 'if-match': '"e"' }, codes: [...ABSENT, 'InvalidArgument'] },
  'begin of an upload': { method: 'POST', query: { uploads: '' }, codes: REFUSED },
};

/** The path stays unchanged. */
async function send(path: string, { method, query = {}, headers = {}, body }: Verb): Promise<{ code: string; text: string }> {
  const outgoing = request(new URL(endpoint), { method, headers, agent: false });
  // Signed as the server decodes it.
  outgoing.path = path + new URL(presigned({ method, path: encoded(decodeURIComponent(path)), query, headers })).search;
  outgoing.end(body);
  const answer = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    outgoing.on('error', reject).on('response', async (response) => {
      resolve({ status: response.statusCode ?? 0, text: Buffer.concat(await response.toArray()).toString() });
    });
  });
  return { code: /<Code>(\w+)</.exec(answer.text)?.[1] ?? String(answer.status), text: answer.text };
}

const before = everything(folder);
const untouched = () => assert.deepEqual([everything(folder), Object.keys(everything(outside))], [before, ['deep/secret.md', 'secret.md']]);

/** A link itself may be replaced by a file; its target stays. */
const isOwnLink = (path: string): boolean => Object.hasOwn(LINKS, decodeURIComponent(path));

describe('hidden files', () => {
  it('are of every kind', () => assert.ok(hidden.length > 20 && hidden.includes('.git/config') && hidden.includes('sub/.git/config')));

  it('are in no listing', async () => {
    for (const Prefix of [
      '',
      '.',
      '.git/',
      '.obsidian/',
      'node_modules/',
      'public/',
      'PUBLIC/',
      'git/',
      'sub/',
      'sub/.git/',
      'out-folder/',
    ]) {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: 'b', Prefix }));
      assert.deepEqual(
        Contents.map(({ Key }) => Key),
        ['a.md', 'sub/b.md'].filter((key) => key.startsWith(Prefix)),
        Prefix,
      );
    }
  });

  for (const [name, verb] of Object.entries(VERBS)) {
    it(`are absent for ${name}`, async () => {
      const writes = verb.method === 'PUT' || verb.method === 'POST';
      for (const path of PATHS.filter((each) => !(writes && isOwnLink(each)))) {
        const { code, text } = await send(`/b/${path}`, verb);
        assert.ok(verb.codes.includes(code), `${name} ${path}: ${code} ${text}`);
        assert.ok(!text.includes(SECRET), `${name} ${path}`);
      }
      untouched();
    });
  }

  it('are absent as the source of a copy or a part', async () => {
    const { text } = await send('/b/new.md', { method: 'POST', query: { uploads: '' }, codes: [] });
    const [, uploadId = assert.fail(text)] = /<UploadId>([^<]+)/.exec(text) ?? [];
    for (const path of PATHS) {
      for (const query of [{}, { uploadId, partNumber: '1' }]) {
        const { code } = await send('/b/new.md', { method: 'PUT', query, headers: { 'x-amz-copy-source': `/b/${path}` }, codes: [] });
        assert.ok(['NoSuchKey', 'InvalidArgument'].includes(code), `${path}: ${code}`);
      }
    }
    untouched();
  });

  it('stay when many keys are deleted at once', async () => {
    const keys = PATHS.map(decodeURIComponent).filter((key) => !key.includes('\0'));
    const objects = keys.map((key) => `<Object><Key>${key.replaceAll('&', '&amp;')}</Key></Object>`).join('');
    const { code, text } = await send('/b', { method: 'POST', query: { delete: '' }, body: `<Delete>${objects}</Delete>`, codes: [] });
    assert.equal(code === '200' || code === 'InvalidArgument', true, text);
    assert.equal(text.match(/<(?:Deleted|Error)>/g)?.length, keys.length);
    untouched();
  });

  it('may be links, which a file can replace', async () => {
    const own = Object.keys(LINKS).filter((key) => key.endsWith('.md'));
    for (const key of own) assert.equal((await send(`/b/${key}`, { method: 'PUT', body: 'mine', codes: [] })).code, '200', key);
    for (const key of own) assert.equal(readFileSync(join(folder, key), 'utf8'), 'mine');
    for (const key of ['.env', 'state/catalog.json.gz']) assert.equal(readFileSync(join(folder, key), 'utf8'), SECRET);
    assert.equal(readFileSync(join(outside, 'secret.md'), 'utf8'), SECRET);
  });
});
