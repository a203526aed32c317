/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
import { escapeAttribute } from '../../core/text/escape.ts';

const STATUS = {
  AccessDenied: 403,
  BadDigest: 400,
  EntityTooLarge: 400,
  IncompleteBody: 400,
  InternalError: 500,
  InvalidAccessKeyId: 403,
  InvalidArgument: 400,
  InvalidDigest: 400,
  InvalidPart: 400,
  InvalidPartOrder: 400,
  InvalidRange: 416,
  InvalidRequest: 400,
  InvalidURI: 400,
  MalformedTrailerError: 400,
  MalformedXML: 400,
  MethodNotAllowed: 405,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NoSuchUpload: 404,
  NotImplemented: 501,
  PreconditionFailed: 412,
  RequestTimeTooSkewed: 403,
  SignatureDoesNotMatch: 403,
  XAmzContentSHA256Mismatch: 400,
} as const;

export class S3Error extends Error {
  readonly code: keyof typeof STATUS;
  readonly status: number;

  constructor(code: keyof typeof STATUS, message: string) {
    super(message);
    this.code = code;
    this.status = STATUS[code];
  }
}

export const SAFETY: Readonly<Record<string, string>> = {
  'Content-Security-Policy': "sandbox; default-src 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Types that browsers execute or style. */
const ACTIVE = /html|xml|svg/i;

export const dispositionOf = (type: string): Record<string, string> => (ACTIVE.test(type) ? { 'Content-Disposition': 'attachment' } : {});

export interface S3Response {
  status: number;
  headers?: Record<string, string>;
  body?: Uint8Array | string;
}

/** Parsers change line ends, so references. Keys that XML cannot carry are requested URL-encoded. */
const escaped = (text: string): string =>
  escapeAttribute(text).replace(/\p{Cc}/gu, (control) => `&#x${control.charCodeAt(0).toString(16)};`);

type Content = string | number | boolean | undefined | XmlFields | readonly XmlFields[];
interface XmlFields {
  [name: string]: Content;
}

function element(name: string, content: Content): string {
  if (content === undefined) return '';
  if (Array.isArray(content)) return content.map((each) => element(name, each)).join('');
  const inner = typeof content === 'object' ? elements(content as XmlFields) : escaped(String(content));
  return `<${name}>${inner}</${name}>`;
}

const elements = (fields: XmlFields): string =>
  Object.entries(fields)
    .map(([name, content]) => element(name, content))
    .join('');

export const xml = (root: string, fields: XmlFields): S3Response => ({
  status: 200,
  headers: { 'Content-Type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${elements(fields)}</${root}>`,
});

export const errorResponse = ({ code, status, message }: S3Error, requestId: string): S3Response => ({
  status,
  headers: { 'Content-Type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${elements({ Code: code, Message: message, RequestId: requestId })}</Error>`,
});
