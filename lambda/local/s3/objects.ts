import { CONFLICT, type PutOptions, type Store, type StoredObject, UNCHANGED } from '../../stores/store.ts';
import { contentType } from '../content-type.ts';
import { isNotModified, rangeOf } from '../http-rules.ts';
import type { ObjectWrite } from './event.ts';
import { percentDecoded, type Request } from './request.ts';
import { dispositionOf, S3Error, type S3Response, xml } from './response.ts';

export type Change = Pick<ObjectWrite, 'kind' | 'etag' | 'size'>;

const META = 'x-amz-meta-';
const SOURCE_IF = 'x-amz-copy-source-if-';

const noSuchKey = (key: string): S3Error => new S3Error('NoSuchKey', `the key ${key} does not exist`);

async function stored(store: Store, key: string): Promise<StoredObject> {
  const object = await store.get(key);
  if (object === undefined || object === UNCHANGED) throw noSuchKey(key);
  return object;
}

function headersOf({ etag, modified, metadata, type, cacheControl, encoding }: Omit<StoredObject, 'bytes'>, key: string) {
  return {
    ETag: `"${etag}"`,
    'Last-Modified': new Date(modified).toUTCString(),
    'Accept-Ranges': 'bytes',
    'Content-Type': type ?? contentType(key),
    ...dispositionOf(type ?? contentType(key)),
    ...(cacheControl === undefined ? {} : { 'Cache-Control': cacheControl }),
    ...(encoding === undefined ? {} : { 'Content-Encoding': encoding }),
    ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [META + name, value])),
  };
}

export async function getObject(store: Store, { key, headers }: Request): Promise<S3Response> {
  const object = await stored(store, key);
  const described = headersOf(object, key);
  const validators = { etag: described.ETag, 'last-modified': described['Last-Modified'] };
  const { 'if-match': match, 'if-none-match': none } = headers;
  if (match !== undefined && !names(match, object.etag)) throw new S3Error('PreconditionFailed', 'the object has another ETag');
  if (none === undefined ? isNotModified(headers, validators) : names(none, object.etag)) {
    return { status: 304, headers: described };
  }
  const range = rangeOf(headers, object.size, validators);
  if (range === 'unsatisfiable') throw new S3Error('InvalidRange', 'the object is shorter than that');
  if (range === undefined) return { status: 200, headers: described, body: object.bytes };
  const { first, last } = range;
  const partial = { ...described, 'Content-Range': `bytes ${first}-${last}/${object.size}` };
  return { status: 206, headers: partial, body: object.bytes.subarray(first, last + 1) };
}

/** Always empty. */
export async function getTags(store: Store, { key }: Request): Promise<S3Response> {
  if ((await store.head(key)) === undefined) throw noSuchKey(key);
  return xml('Tagging', { TagSet: {} });
}

const unquoted = (etag: string): string => etag.replace(/^W\//, '').replaceAll('"', '');

/** Some clients omit quotes. */
const names = (condition: string, etag: string): boolean =>
  condition.split(',').some((each) => each.trim() === '*' || unquoted(each.trim()) === etag);

export function optionsOf({ headers }: Request): PutOptions {
  const { 'content-type': type, 'cache-control': cacheControl, 'content-encoding': encodings } = headers;
  const encoding = encodings
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'aws-chunked')
    .join(', ');
  const metadata = Object.entries(headers).flatMap(([name, value = '']) =>
    name.startsWith(META) ? [[name.slice(META.length), value] as const] : [],
  );
  return {
    metadata: Object.fromEntries(metadata),
    ...(type === undefined ? {} : { type }),
    ...(cacheControl === undefined ? {} : { cacheControl }),
    ...(encoding ? { encoding } : {}),
  };
}

function expectationOf({ headers }: Request): Pick<PutOptions, 'expect'> {
  const { 'if-none-match': none, 'if-match': match } = headers;
  if (none !== undefined && none !== '*') throw new S3Error('NotImplemented', 'If-None-Match of a write can only be *');
  if (none !== undefined) return { expect: 'absent' };
  return match === undefined ? {} : { expect: { etag: unquoted(match) } };
}

/** @throws S3Error 412, or 404 if If-Match's key is absent */
export async function writeObject(store: Store, request: Request, bytes: Uint8Array, options: PutOptions): Promise<string> {
  const expectation = expectationOf(request);
  const written = await store.put(request.key, bytes, { ...options, ...expectation });
  if (written !== CONFLICT) return written.etag;
  if (expectation.expect !== 'absent' && (await store.head(request.key)) === undefined) throw noSuchKey(request.key);
  throw new S3Error('PreconditionFailed', 'at least one of the conditions does not hold');
}

export async function putObject(store: Store, request: Request, bytes: Uint8Array): Promise<[S3Response, Change]> {
  const etag = await writeObject(store, request, bytes, optionsOf(request));
  return [
    { status: 200, headers: { ETag: `"${etag}"` } },
    { kind: 'Put', etag, size: bytes.length },
  ];
}

/** `/bucket/key`, percent-encoded. */
export async function copySource({ headers }: Request, storeOf: (bucket: string) => Store): Promise<StoredObject> {
  const { 'x-amz-copy-source': named = '', [`${SOURCE_IF}match`]: match, [`${SOURCE_IF}none-match`]: none } = headers;
  const timed = Object.keys(headers).find((name) => name.startsWith(SOURCE_IF) && name.endsWith('modified-since'));
  if (timed !== undefined) throw new S3Error('NotImplemented', `${timed} is not supported here`);
  const [bucket = '', ...key] = percentDecoded(named.split('?')[0] ?? '')
    .replace(/^\//, '')
    .split('/');
  const object = await stored(storeOf(bucket), key.join('/'));
  if ((match !== undefined && !names(match, object.etag)) || (none !== undefined && names(none, object.etag))) {
    throw new S3Error('PreconditionFailed', 'a condition on the source does not hold');
  }
  return object;
}

export async function copyObject(store: Store, request: Request, source: StoredObject): Promise<[S3Response, Change]> {
  const { bytes, etag: _, size, modified: __, ...own } = source;
  const options = request.headers['x-amz-metadata-directive'] === 'REPLACE' ? optionsOf(request) : own;
  const etag = await writeObject(store, request, bytes, options);
  const result = { ETag: `"${etag}"`, LastModified: new Date((await store.head(request.key))?.modified ?? 0).toISOString() };
  return [xml('CopyObjectResult', result), { kind: 'Copy', etag, size }];
}

export async function deleteObject(store: Store, { key, headers }: Request): Promise<[S3Response, Change]> {
  const match = headers['if-match'];
  if ((await store.delete(key, match === undefined ? undefined : { etag: unquoted(match) })) === CONFLICT) {
    if ((await store.head(key)) === undefined) throw noSuchKey(key);
    throw new S3Error('PreconditionFailed', 'the object has another ETag');
  }
  return [{ status: 204 }, { kind: 'Delete' }];
}
