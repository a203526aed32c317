/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */
import { createHash } from 'node:crypto';
import { Crc32, Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc';
import { S3Error } from './response.ts';

type Headers = Readonly<Record<string, string | undefined>>;
type Digest = (bytes: Uint8Array) => Promise<Buffer>;

const hashed =
  (name: string): Digest =>
  async (bytes) =>
    createHash(name).update(bytes).digest();

const counted =
  (Crc: new () => { update(bytes: Uint8Array): void; digest(): Promise<Uint8Array> }): Digest =>
  async (bytes) => {
    const crc = new Crc();
    crc.update(bytes);
    return Buffer.from(await crc.digest());
  };

const PREFIX = 'x-amz-checksum-';

const DIGESTS: ReadonlyMap<string, Digest> = new Map([
  ['crc32', counted(Crc32)],
  ['crc32c', counted(Crc32c)],
  ['crc64nvme', counted(Crc64Nvme)],
  ['sha1', hashed('sha1')],
  ['sha256', hashed('sha256')],
  ['sha512', hashed('sha512')],
  ['md5', hashed('md5')],
]);

const NO_CHECKSUM = new Set(['mode', 'type', 'algorithm']);

/** Elements of CompleteMultipartUpload: `ChecksumCRC32C` */
export const PART_CHECKSUMS: readonly string[] = [...DIGESTS.keys()].map((name) => `Checksum${name.toUpperCase()}`);

function checksumsOf(headers: Headers): [name: string, value: string, digest: Digest][] {
  return Object.entries(headers).flatMap(([header, value = '']) => {
    const name = header.startsWith(PREFIX) ? header.slice(PREFIX.length) : 'mode';
    if (NO_CHECKSUM.has(name)) return [];
    const digest = DIGESTS.get(name);
    if (digest === undefined)
      throw new S3Error('NotImplemented', `${header} is not supported here; send one of ${[...DIGESTS.keys()].join(', ')}`);
    return [[name, value, digest]];
  });
}

async function check(name: string, value: string, digest: Digest, bytes: Uint8Array): Promise<void> {
  const right = await digest(bytes);
  const sent = Buffer.from(value, 'base64');
  const isBase64 = sent.toString('base64') === value && sent.length === right.length;
  if (!isBase64)
    throw new S3Error(name === 'Content-MD5' ? 'InvalidDigest' : 'InvalidRequest', `${name} is not the base64 of ${right.length} bytes`);
  if (!sent.equals(right)) throw new S3Error('BadDigest', `${name} is ${value}, the bytes that came have ${right.toString('base64')}`);
}

/** @throws S3Error if the signed hash or MD5 differs */
export async function checkPayload(bytes: Uint8Array, { 'x-amz-content-sha256': hash = '', 'content-md5': md5 }: Headers): Promise<void> {
  if (/^[0-9a-f]{64}$/.test(hash) && createHash('sha256').update(bytes).digest('hex') !== hash) {
    throw new S3Error('XAmzContentSHA256Mismatch', 'the body is not the one that was signed');
  }
  if (md5 !== undefined) await check('Content-MD5', md5, hashed('md5'), bytes);
}

/** @throws S3Error if one differs or is missing */
export async function checkChecksums(bytes: Uint8Array, headers: Headers): Promise<void> {
  const checksums = checksumsOf(headers);
  if (headers['x-amz-sdk-checksum-algorithm'] !== undefined && checksums.length === 0) {
    throw new S3Error('InvalidRequest', 'x-amz-sdk-checksum-algorithm announces a checksum, and none came');
  }
  for (const [name, value, digest] of checksums) await check(PREFIX + name, value, digest, bytes);
}

/** @param part `{ ChecksumCRC32: '…' }` */
export const checkPart = (bytes: Uint8Array, part: Readonly<Record<string, string | undefined>>): Promise<void> =>
  checkChecksums(
    bytes,
    Object.fromEntries(Object.entries(part).map(([name, value]) => [name.toLowerCase().replace(/^checksum/, PREFIX), value])),
  );

export async function checkWhole(parts: readonly Uint8Array[], headers: Headers): Promise<void> {
  for (const [name, value, digest] of checksumsOf(headers)) {
    const isWhole = headers[`${PREFIX}type`] === 'FULL_OBJECT' || name === 'crc64nvme';
    const bytes = Buffer.concat(isWhole ? parts : await Promise.all(parts.map(digest)));
    await check(PREFIX + name, value.replace(/-\d+$/, ''), digest, bytes);
  }
}
