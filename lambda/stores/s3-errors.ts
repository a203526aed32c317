/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
import { isHtml } from './s3-answers.ts';

interface ServiceError {
  name: string;
  message: string;
  /** Absent from other servers' bodies. */
  Code?: string;
  $metadata: { httpStatusCode?: number; requestId?: string; attempts?: number };
  $response?: { headers?: Readonly<Record<string, string>> };
}

/** Not the network's or this program's. */
const isServiceError = (error: unknown): error is Error & ServiceError =>
  error instanceof Error && '$metadata' in error && (error as Partial<ServiceError>).$metadata?.httpStatusCode !== undefined;

const statusOf = (error: unknown): number | undefined => (isServiceError(error) ? error.$metadata.httpStatusCode : undefined);

export const codeOf = (error: unknown): string | undefined => (isServiceError(error) ? error.name : undefined);

const headersOf = (error: unknown): Readonly<Record<string, string>> => (isServiceError(error) && error.$response?.headers) || {};

/** Proxies send no request id. */
const hasS3Headers = (error: unknown): boolean =>
  headersOf(error)['x-amz-request-id'] !== undefined && !isHtml(headersOf(error)['content-type']);

export const isNotModified = (error: unknown): boolean => statusOf(error) === 304;

/** Other 404s are a proxy's, or `NoSuchBucket`. */
export const isAbsence = (error: unknown): boolean => statusOf(error) === 404 && isServiceError(error) && error.Code === 'NoSuchKey';

/** HEAD errors have no body. Amazon, MinIO and Ceph send headers (`signed`), R2 none. */
export const headAbsence = (error: unknown): 'signed' | 'unsigned' | undefined =>
  statusOf(error) !== 404 ? undefined : hasS3Headers(error) ? 'signed' : 'unsigned';

export const isConflict = (error: unknown): boolean =>
  isAbsence(error) ||
  ((statusOf(error) === 412 || statusOf(error) === 409) && isServiceError(error) && (error.Code !== undefined || hasS3Headers(error)));

const NO_RESPONSE = 'nobody answers there; check the endpoint, and the network';

const NOT_S3 = 'this is no answer of S3: a proxy or a login page stands between; check the endpoint, and the network';

const ADVICE: Record<string, string> = {
  AccessDenied: 'it needs s3:GetObject, s3:PutObject and, so that an absent key is known as absent, s3:ListBucket',
  NoSuchBucket: 'name a bucket that exists, and the region or the endpoint that it is in',
  PermanentRedirect: 'the bucket is in another region; name it in AWS_REGION',
  InvalidAccessKeyId: 'the endpoint does not know these credentials',
  SignatureDoesNotMatch: 'the secret does not belong to the access key',
  CredentialsProviderError: 'sign in, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  ECONNREFUSED: NO_RESPONSE,
  ENOTFOUND: NO_RESPONSE,
  EAI_AGAIN: NO_RESPONSE,
  EHOSTUNREACH: NO_RESPONSE,
  NotS3: NOT_S3,
  'Region is missing': 'name it in AWS_REGION',
};

/** @returns a proxy's reply; S3's errors are XML */
function foreignResponse(error: unknown): string | undefined {
  const type = headersOf(error)['content-type'];
  const isForeign =
    isServiceError(error) && error.Code === undefined && type !== undefined && !/\bxml\b/i.test(type) && !hasS3Headers(error);
  return isForeign ? `HTTP ${statusOf(error)} with ${type}` : undefined;
}

export function storeError(action: string, where: string, error: unknown): Error {
  const {
    name,
    message,
    code = '',
  } = error instanceof Error ? (error as NodeJS.ErrnoException) : { name: 'Error', message: String(error) };
  const answered = isServiceError(error) ? [`request ${error.$metadata.requestId ?? 'without id'}`] : [];
  const tried = isServiceError(error) && (error.$metadata.attempts ?? 1) > 1 ? [`${error.$metadata.attempts} attempts`] : [];
  const details = [...answered, ...tried].join(', ');
  const foreign = foreignResponse(error);
  const said = foreign ?? (message && message !== 'UnknownError' ? `${name}: ${message}` : code || name);
  const advice = foreign ? NOT_S3 : (ADVICE[name] ?? ADVICE[code] ?? ADVICE[message]);
  return new Error(`cannot ${action} ${where}: ${said}${details && ` (${details})`}${advice === undefined ? '' : `; ${advice}`}`, {
    cause: error,
  });
}
