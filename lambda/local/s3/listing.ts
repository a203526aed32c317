/** ListObjectsV2 and V1. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
import { compareKeys } from '../../core/key-order.ts';
import type { ListedObject } from '../../stores/store.ts';
import type { Request } from './request.ts';
import { S3Error, type S3Response, xml } from './response.ts';

const MAX_KEYS = 1000;

interface Item {
  /** Key or common prefix. */
  name: string;
  object?: ListedObject;
}

function itemsOf(objects: ListedObject[], prefix: string, delimiter: string): Item[] {
  const items = new Map<string, Item>();
  for (const object of objects) {
    const end = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
    const name = end < 0 ? object.key : object.key.slice(0, end + delimiter.length);
    items.set(name, end < 0 ? { name, object } : { name });
  }
  return [...items.values()].sort((a, b) => compareKeys(a.name, b.name));
}

function pageSize(query: Request['query']): number {
  const text = query.get('max-keys') ?? String(MAX_KEYS);
  if (!/^\d+$/.test(text)) throw new S3Error('InvalidArgument', 'max-keys must be a whole number');
  return Math.min(MAX_KEYS, Number(text));
}

export function listing({ bucket, query }: Request, objects: ListedObject[]): S3Response {
  const isV2 = query.get('list-type') === '2';
  const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? ''];
  const token = query.get('continuation-token');
  const from = isV2 ? (token === undefined ? (query.get('start-after') ?? '') : fromToken(token)) : (query.get('marker') ?? '');
  const size = pageSize(query);
  const isUrl = query.get('encoding-type') === 'url';
  const encode = (text: string) => (isUrl ? encodeURIComponent(text).replaceAll('%2F', '/').replaceAll('%20', '+') : text);
  const after = from === '' ? objects : objects.filter(({ key }) => compareKeys(key, from) > 0);
  // On the previous page, as a common prefix.
  const rest = itemsOf(after, prefix, delimiter).filter(({ name }) => name !== from);
  const page = rest.slice(0, size);
  const next = rest.length > page.length ? page.at(-1)?.name : undefined;
  const common = {
    Name: bucket,
    Prefix: encode(prefix),
    MaxKeys: size,
    ...(delimiter === '' ? {} : { Delimiter: encode(delimiter) }),
    ...(isUrl ? { EncodingType: 'url' } : {}),
    IsTruncated: next !== undefined,
    Contents: page.flatMap(({ object }) => (object ? [contentOf(object, encode)] : [])),
    CommonPrefixes: page.flatMap(({ name, object }) => (object ? [] : [{ Prefix: encode(name) }])),
  };
  const position = isV2
    ? { KeyCount: page.length, ContinuationToken: token, NextContinuationToken: next === undefined ? undefined : toToken(next) }
    : { Marker: encode(query.get('marker') ?? ''), NextMarker: next === undefined ? undefined : encode(next) };
  return xml('ListBucketResult', { ...common, ...position });
}

const contentOf = ({ key, etag, size, modified }: ListedObject, encode: (text: string) => string) => ({
  Key: encode(key),
  // As in HTTP headers.
  LastModified: new Date(Math.floor(modified / 1000) * 1000).toISOString(),
  ETag: `"${etag}"`,
  Size: size,
  StorageClass: 'STANDARD',
});

const toToken = (name: string): string => Buffer.from(name).toString('base64url');

function fromToken(token: string): string {
  const name = Buffer.from(token, 'base64url').toString();
  if (token === '' || toToken(name) !== token) throw new S3Error('InvalidArgument', 'the continuation token is not valid');
  return name;
}
