/** S3 over stores: conditional writes, path-style addresses. Rejects all else. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { HiddenKeyError, InvalidKeyError, listAll, type Store } from '../../stores/store.ts';
import { type Listener, listener } from '../listen.ts';
import { authenticate } from './authentication.ts';
import { itemsIn } from './body-xml.ts';
import { checkCaller } from './caller.ts';
import type { ObjectWrite } from './event.ts';
import { listing } from './listing.ts';
import { Uploads } from './multipart.ts';
import { type Change, copyObject, copySource, deleteObject, getObject, getTags, putObject } from './objects.ts';
import { MAX_OBJECT_BYTES, MAX_XML_BYTES, type Request, readBody, requestOf } from './request.ts';
import { errorResponse, S3Error, type S3Response, SAFETY, xml } from './response.ts';
import type { Credentials } from './signature.ts';

export interface S3Options {
  buckets: Readonly<Record<string, Store>>;
  readOnly?: readonly string[];
  credentials: Credentials;
  /** Before the response. */
  onWrite?(write: ObjectWrite): Promise<void> | void;
  /** Also for errors of `onWrite`. */
  onError?(error: unknown): void;
  /** Epoch milliseconds. */
  now?(): number;
}

export type S3Handler = (message: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Others change a request's meaning. */
const KNOWN = /^(?:x-id|list-type|prefix|delimiter|max-keys|continuation-token|start-after|marker|encoding-type|fetch-owner)$/;
/** Rejected elsewhere: `PUT` with `?uploads` would replace the object. */
const ACTIONS: ReadonlyMap<string, RegExp> = new Map([
  ['delete', /^POST bucket$/],
  ['location', /^GET bucket$/],
  ['versioning', /^GET bucket$/],
  ['uploads', /^POST object$/],
  ['uploadId', /^(?:GET|PUT|POST|DELETE) object$/],
  ['partNumber', /^PUT object$/],
  ['tagging', /^GET object$/],
]);

const MAX_DELETED_KEYS = 1000;

type DeleteError = { Key: string; Code: string; Message: string };

export const createS3Server = (options: S3Options): Listener => listener(createServer(createS3Handler(options)), '--s3-port');

export function createS3Handler({
  buckets,
  readOnly = [],
  credentials,
  onWrite,
  onError = () => {},
  now = Date.now,
}: S3Options): S3Handler {
  const uploads = new Uploads(now);

  const storeOf = (bucket: string): Store => {
    const store = Object.hasOwn(buckets, bucket) ? buckets[bucket] : undefined;
    if (store === undefined)
      throw new S3Error('NoSuchBucket', `there is no bucket ${bucket}; there are ${Object.keys(buckets).join(', ')}`);
    return store;
  };

  async function notify({ bucket, key }: Request, [answer, change]: [S3Response, Change]): Promise<S3Response> {
    try {
      await onWrite?.({ bucket, key, time: now(), ...change });
    } catch (error) {
      onError(error);
    }
    return answer;
  }

  async function handleObject(message: IncomingMessage, request: Request): Promise<S3Response> {
    const { method, query, headers } = request;
    const store = storeOf(request.bucket);
    const inUpload = query.has('uploadId');
    // Clients read them before a multipart copy.
    if (query.has('tagging')) return getTags(store, request);
    if (method === 'GET' || method === 'HEAD') return inUpload ? uploads.list(request) : getObject(store, request);
    if (method === 'DELETE') return inUpload ? uploads.abort(request) : notify(request, await deleteObject(store, request));
    const body = await readBody(message, request, method === 'POST' ? MAX_XML_BYTES : MAX_OBJECT_BYTES);
    if (method === 'PUT' && headers['x-amz-copy-source'] !== undefined) {
      const source = await copySource(request, storeOf);
      return inUpload ? uploads.copy(request, source) : notify(request, await copyObject(store, request, source));
    }
    if (method === 'PUT') return inUpload ? uploads.put(request, body) : notify(request, await putObject(store, request, body));
    if (method === 'POST' && query.has('uploads')) return uploads.create(store, request);
    if (method === 'POST' && inUpload) return notify(request, await uploads.complete(store, request, body));
    throw new S3Error('MethodNotAllowed', `${method} is not supported for an object`);
  }

  async function deleteOne(store: Store, request: Request, { Key = '', ETag }: Record<string, string>): Promise<DeleteError | undefined> {
    const headers = ETag === undefined ? {} : { 'if-match': ETag };
    try {
      await notify({ ...request, key: Key }, await deleteObject(store, { ...request, key: Key, headers }));
      return undefined;
    } catch (error) {
      const { code, message } = s3Error(error, request.method);
      if (code === 'InternalError') onError(error);
      return { Key, Code: code, Message: message };
    }
  }

  async function deleteMany(store: Store, request: Request, body: Uint8Array): Promise<S3Response> {
    const Deleted: { Key: string }[] = [];
    const failed: DeleteError[] = [];
    for (const item of itemsIn(body, 'Object', ['Key', 'ETag'], MAX_DELETED_KEYS)) {
      const error = await deleteOne(store, request, item);
      if (error !== undefined) failed.push(error);
      else Deleted.push({ Key: item.Key ?? '' });
    }
    const [{ Quiet } = {}] = itemsIn(body, 'Delete', ['Quiet'], 1);
    return xml('DeleteResult', { ...(Quiet === 'true' ? {} : { Deleted }), Error: failed });
  }

  async function handleBucket(message: IncomingMessage, request: Request): Promise<S3Response> {
    const { method, query } = request;
    const store = storeOf(request.bucket);
    if (method === 'HEAD' || method === 'PUT') return { status: 200 };
    if (method === 'POST' && query.has('delete')) return deleteMany(store, request, await readBody(message, request, MAX_XML_BYTES));
    if (method !== 'GET') throw new S3Error('NotImplemented', `${method} is not supported for a bucket`);
    if (query.has('location')) return xml('LocationConstraint', {});
    if (query.has('versioning')) return xml('VersioningConfiguration', {});
    return listing(request, await listAll(store, query.get('prefix') ?? ''));
  }

  async function answer(message: IncomingMessage): Promise<S3Response> {
    const sent = requestOf(message);
    checkCaller(sent);
    const request = authenticate(sent, credentials, now());
    if (request.method !== 'GET' && request.method !== 'HEAD' && readOnly.includes(request.bucket)) {
      throw new S3Error('AccessDenied', `the bucket ${request.bucket} can be read, not written to`);
    }
    const operation = `${request.method} ${request.key === '' ? 'bucket' : 'object'}`;
    const unknown = [...request.query.keys()].find((name) => !KNOWN.test(name) && !ACTIONS.get(name)?.test(operation));
    if (unknown !== undefined) throw new S3Error('NotImplemented', `${unknown} is not supported here for ${operation}`);
    if (request.query.has('partNumber') && !request.query.has('uploadId')) throw new S3Error('InvalidArgument', 'a part needs an uploadId');
    if (request.key !== '') return handleObject(message, request);
    if (request.bucket !== '') return handleBucket(message, request);
    const Bucket = Object.keys(buckets).map((Name) => ({ Name, CreationDate: new Date(0).toISOString() }));
    return xml('ListAllMyBucketsResult', { Buckets: { Bucket } });
  }

  return async (message, response) => {
    const requestId = randomUUID();
    const {
      status,
      headers = {},
      body = '',
    } = await answer(message).catch((error: unknown) => {
      const known = s3Error(error, message.method);
      if (known.code === 'InternalError') onError(error);
      return errorResponse(known, requestId);
    });
    const length = status === 304 ? {} : { 'Content-Length': Buffer.byteLength(body) };
    // Clients set their clock by it, for signatures.
    const date = new Date(now()).toUTCString();
    try {
      response.writeHead(status, { Date: date, 'x-amz-request-id': requestId, ...SAFETY, ...headers, ...length }).end(body);
    } catch (error) {
      onError(error);
      response.destroy();
    }
  };
}

function s3Error(error: unknown, method: string | undefined): S3Error {
  if (error instanceof S3Error) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof HiddenKeyError) return new S3Error('AccessDenied', message);
  if (!(error instanceof InvalidKeyError)) return new S3Error('InternalError', message);
  return method === 'GET' || method === 'HEAD' ? new S3Error('NoSuchKey', message) : new S3Error('InvalidArgument', message);
}
