/**
 * Bodies with trailing checksums: chunks `<hex length>[;chunk-signature=…]\r\n<bytes>\r\n`, one of length 0, trailers.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
import { S3Error } from './response.ts';

const LINE_END = Buffer.from('\r\n');
/** Bytes of a line, and of all trailers. */
const MAX_LINE = 16_384;
const MAX_CHUNKS = 100_000;

const malformed = (): S3Error => new S3Error('IncompleteBody', 'the body is not framed as aws-chunked, or ends too early');

export function unchunk(sent: Buffer): { bytes: Buffer; trailers: Record<string, string> } {
  const chunks: Buffer[] = [];
  let at = 0;
  const line = (): string => {
    const length = sent.subarray(at, at + MAX_LINE).indexOf(LINE_END);
    if (length < 0) throw malformed();
    const text = sent.toString('latin1', at, at + length);
    at += length + LINE_END.length;
    return text;
  };
  for (;;) {
    const [size = ''] = line().split(';');
    if (!/^[0-9a-f]+$/i.test(size)) throw malformed();
    const length = Number.parseInt(size, 16);
    if (length === 0) break;
    if (chunks.length === MAX_CHUNKS) throw new S3Error('EntityTooLarge', `a body may have ${MAX_CHUNKS} chunks here; send larger ones`);
    chunks.push(sent.subarray(at, at + length));
    at += length;
    if (!sent.subarray(at, at + LINE_END.length).equals(LINE_END)) throw malformed();
    at += LINE_END.length;
  }
  if (sent.length - at > MAX_LINE) throw malformed();
  const trailers = sent
    .toString('latin1', at)
    .split('\r\n')
    .flatMap((text) => {
      const [name = '', ...value] = text.split(':');
      return value.length > 0 ? [[name.trim().toLowerCase(), value.join(':').trim()] as const] : [];
    });
  return { bytes: Buffer.concat(chunks), trailers: Object.fromEntries(trailers) };
}
