import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import {
  ListObjectsCommand,
  type ListObjectsCommandInput,
  type ListObjectsCommandOutput,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  type ListObjectsV2CommandOutput,
} from '@aws-sdk/client-s3';
import { MemoryStore } from '../../../lambda/stores/memory.ts';
import { startS3 } from '../../support/s3.ts';

const TIME = Date.UTC(2026, 2, 1, 9, 30, 0, 789);
const store = new MemoryStore({ now: () => TIME });
const folders = new MemoryStore();
const { client, close } = await startS3({ odd: store, folders });
after(close);

const SIGNS = [
  'a b',
  'a+b',
  '100%',
  '%41',
  'é',
  'e\u0301',
  '\uff5e',
  '\u{1f600}',
  'x//y',
  '/',
  '\u0001',
  '\n',
  '\r\n',
  '\u007f',
  '&<>"\'',
  '?#',
];
const ODD_KEYS = Array.from({ length: 1234 }, (_, index) => `${SIGNS[index % SIGNS.length]}${index}`);
for (const key of ODD_KEYS) await store.put(key, Buffer.from(key));

// Alternate folders and files, so that pages end on either.
const FOLDER_KEYS = Array.from({ length: 20 }, (_, index) => [`${index}/a`, `${index}/b/c`, `${index}/d`, `${index}.md`]).flat();
for (const key of FOLDER_KEYS) await folders.put(key, Buffer.from(key));

const inBytes = (keys: string[]): string[] => [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

type Page = ListObjectsV2CommandOutput | ListObjectsCommandOutput;

async function pagesV2(input: ListObjectsV2CommandInput): Promise<ListObjectsV2CommandOutput[]> {
  const page = await client.send(new ListObjectsV2Command(input));
  if (!page.IsTruncated) return [page];
  const { StartAfter: _, ...next } = input;
  return [page, ...(await pagesV2({ ...next, ContinuationToken: page.NextContinuationToken }))];
}

async function pagesV1(input: ListObjectsCommandInput): Promise<ListObjectsCommandOutput[]> {
  const page = await client.send(new ListObjectsCommand(input));
  // S3 returns NextMarker only with a delimiter.
  const last = page.NextMarker ?? page.Contents?.at(-1)?.Key;
  return page.IsTruncated ? [page, ...(await pagesV1({ ...input, Marker: decoded(input, last) }))] : [page];
}

const decoded = ({ EncodingType }: { EncodingType?: 'url' | undefined }, text = ''): string =>
  EncodingType === 'url' ? decodeURIComponent(text.replaceAll('+', ' ')) : text;

const keysOf = (pages: Page[]): string[] =>
  pages.flatMap((page) => (page.Contents ?? []).map(({ Key }) => decoded({ EncodingType: page.EncodingType }, Key)));
const prefixesOf = (pages: Page[]): string[] => pages.flatMap(({ CommonPrefixes = [] }) => CommonPrefixes.map(({ Prefix = '' }) => Prefix));
const sizesOf = (pages: Page[]): number[] => pages.map(({ Contents = [], CommonPrefixes = [] }) => Contents.length + CommonPrefixes.length);

describe('a paginated listing', () => {
  it('has each of 1,234 odd keys once, in UTF-8 order', async () => {
    const pages = await pagesV2({ Bucket: 'odd', MaxKeys: 100, EncodingType: 'url' });
    assert.deepEqual(keysOf(pages), inBytes(ODD_KEYS));
    assert.deepEqual(sizesOf(pages), [...Array(12).fill(100), 34]);
    assert.ok(pages.every(({ KeyCount, Contents }) => KeyCount === Contents?.length));
  });

  it('has the same pages in version 1', async () => {
    const pages = await pagesV1({ Bucket: 'odd', MaxKeys: 100, EncodingType: 'url' });
    assert.deepEqual(keysOf(pages), inBytes(ODD_KEYS));
    assert.deepEqual(sizesOf(pages), [...Array(12).fill(100), 34]);
  });

  it('needs no encoding for characters that XML allows', async () => {
    const plain = ODD_KEYS.filter((key) => !/\p{Cc}/u.test(key));
    for (const key of plain.slice(0, 30)) {
      assert.deepEqual(
        keysOf(await pagesV2({ Bucket: 'odd', Prefix: key, MaxKeys: 1 })),
        inBytes(plain.filter((each) => each.startsWith(key))),
      );
    }
  });

  it('has at most 1,000 keys a page for any max-keys', async () => {
    assert.deepEqual(sizesOf(await pagesV2({ Bucket: 'odd', MaxKeys: 5000, EncodingType: 'url' })), [1000, 234]);
    assert.deepEqual(sizesOf(await pagesV2({ Bucket: 'odd', EncodingType: 'url' })), [1000, 234]);
  });

  it('is empty and not truncated for max-keys=0', async () => {
    assert.deepEqual(sizesOf(await pagesV2({ Bucket: 'odd', MaxKeys: 0 })), [0]);
  });

  it('ends without a token if the last page is full', async () => {
    const pages = await pagesV2({ Bucket: 'folders', MaxKeys: 40 });
    assert.deepEqual(sizesOf(pages), [40, 40]);
    assert.equal(pages[1]?.NextContinuationToken, undefined);
  });

  it('continues after a key that was deleted meanwhile', async () => {
    const shrinking = new MemoryStore();
    for (const key of ['a', 'b', 'c']) await shrinking.put(key, Buffer.from(key));
    const own = await startS3({ shrinking });
    const first = await own.client.send(new ListObjectsV2Command({ Bucket: 'shrinking', MaxKeys: 1 }));
    await shrinking.delete('a');
    const rest = await own.client.send(new ListObjectsV2Command({ Bucket: 'shrinking', ContinuationToken: first.NextContinuationToken }));
    await own.close();
    assert.deepEqual(keysOf([first, rest]), ['a', 'b', 'c']);
  });

  it('rejects a token that it did not issue', async () => {
    for (const ContinuationToken of ['wrong token', 'abcd', '=', '']) {
      await assert.rejects(
        client.send(new ListObjectsV2Command({ Bucket: 'odd', ContinuationToken })),
        { name: 'InvalidArgument' },
        JSON.stringify(ContinuationToken),
      );
    }
  });

  it('rejects an invalid number of keys', async () => {
    for (const MaxKeys of [-1, 1.5]) {
      await assert.rejects(client.send(new ListObjectsV2Command({ Bucket: 'odd', MaxKeys })), { name: 'InvalidArgument' });
    }
  });
});

describe('a listing with a delimiter', () => {
  const files = inBytes(FOLDER_KEYS.filter((key) => key.endsWith('.md')));
  const prefixes = inBytes(Array.from({ length: 20 }, (_, index) => `${index}/`));

  it('has folders once, and the files beside them', async () => {
    const pages = await pagesV2({ Bucket: 'folders', Delimiter: '/' });
    assert.deepEqual([keysOf(pages), prefixesOf(pages)], [files, prefixes]);
    assert.equal(pages[0]?.KeyCount, 40);
    assert.equal(pages[0]?.Delimiter, '/');
  });

  it('has them once for any page size', async () => {
    for (const MaxKeys of [1, 2, 3, 7, 39]) {
      const sized = { Bucket: 'folders', Delimiter: '/', MaxKeys };
      for (const pages of [await pagesV2(sized), await pagesV1(sized)]) {
        assert.deepEqual([keysOf(pages), prefixesOf(pages)], [files, prefixes], `pages of ${MaxKeys}`);
        assert.equal(Math.max(...sizesOf(pages)), MaxKeys);
      }
    }
  });

  it('searches the delimiter only after the prefix', async () => {
    const pages = await pagesV2({ Bucket: 'folders', Delimiter: '/', Prefix: '7/' });
    assert.deepEqual([keysOf(pages), prefixesOf(pages)], [['7/a', '7/d'], ['7/b/']]);
  });

  it('accepts a delimiter of several characters', async () => {
    const pages = await pagesV2({ Bucket: 'folders', Delimiter: '/b/', Prefix: '7' });
    assert.deepEqual([keysOf(pages), prefixesOf(pages)], [['7.md', '7/a', '7/d'], ['7/b/']]);
  });

  it('distinguishes an empty folder name', async () => {
    const pages = await pagesV2({ Bucket: 'odd', Delimiter: '/', Prefix: 'x/', MaxKeys: 1 });
    assert.deepEqual([keysOf(pages), prefixesOf(pages)], [[], ['x//']]);
  });
});

describe('a listing from the middle', () => {
  it('starts after a key, whether or not it exists', async () => {
    const sorted = inBytes(FOLDER_KEYS);
    for (const StartAfter of ['15.md', '15.mda', '\u0001', '~']) {
      const expected = sorted.filter((key) => key > StartAfter);
      assert.deepEqual(keysOf(await pagesV2({ Bucket: 'folders', StartAfter })), expected);
      assert.deepEqual(keysOf(await pagesV2({ Bucket: 'folders', StartAfter, MaxKeys: 3 })), expected);
      assert.deepEqual(keysOf(await pagesV1({ Bucket: 'folders', Marker: StartAfter })), expected);
    }
  });

  it('uses its token rather than its start', async () => {
    const first = await client.send(new ListObjectsV2Command({ Bucket: 'folders', MaxKeys: 78 }));
    const rest = { Bucket: 'folders', ContinuationToken: first.NextContinuationToken, StartAfter: '0' };
    assert.deepEqual(keysOf([await client.send(new ListObjectsV2Command(rest))]), inBytes(FOLDER_KEYS).slice(78));
  });
});

describe('a listing', () => {
  it('encodes keys as form data on request', async () => {
    const page = await client.send(new ListObjectsV2Command({ Bucket: 'odd', Prefix: 'a b', MaxKeys: 1, EncodingType: 'url' }));
    assert.deepEqual([page.EncodingType, page.Prefix, page.Contents?.[0]?.Key], ['url', 'a+b', 'a+b0']);
    const plus = await client.send(new ListObjectsV2Command({ Bucket: 'odd', Prefix: 'a+b', MaxKeys: 1, EncodingType: 'url' }));
    assert.deepEqual([plus.Prefix, plus.Contents?.[0]?.Key], ['a%2Bb', 'a%2Bb1']);
    const plain = await client.send(new ListObjectsV2Command({ Bucket: 'odd', Prefix: 'a+b', MaxKeys: 1 }));
    assert.deepEqual([plain.EncodingType, plain.Contents?.[0]?.Key], [undefined, 'a+b1']);
  });

  it('has the size, the quoted ETag, and the time in whole seconds', async () => {
    const page = await client.send(new ListObjectsV2Command({ Bucket: 'odd', Prefix: 'é1028' }));
    const { Key, Size, ETag, LastModified, StorageClass } = page.Contents?.[0] ?? {};
    const head = await store.head('é1028');
    assert.deepEqual([Key, Size, ETag, StorageClass], ['é1028', 6, `"${head?.etag}"`, 'STANDARD']);
    assert.equal(LastModified?.getTime(), TIME - 789);
  });

  it('is empty for a prefix that no key has', async () => {
    const page = await client.send(new ListObjectsV2Command({ Bucket: 'odd', Prefix: 'nothing/' }));
    assert.deepEqual([page.KeyCount, page.Contents, page.IsTruncated], [0, undefined, false]);
  });

  it('returns NoSuchBucket when the bucket does not exist', async () => {
    await assert.rejects(client.send(new ListObjectsV2Command({ Bucket: 'nowhere' })), { name: 'NoSuchBucket' });
    await assert.rejects(client.send(new ListObjectsV2Command({ Bucket: 'constructor' })), { name: 'NoSuchBucket' });
  });
});
