/** What S3's errors mean. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */

interface ServiceError {
  name: string;
  message: string;
  $metadata: { httpStatusCode?: number; requestId?: string; attempts?: number };
}

/** Answers of a service; everything else is the network, or a mistake of ours. */
const isServiceError = (error: unknown): error is ServiceError =>
  error instanceof Error && '$metadata' in error && (error as Partial<ServiceError>).$metadata?.httpStatusCode !== undefined;

const statusOf = (error: unknown): number | undefined => (isServiceError(error) ? error.$metadata.httpStatusCode : undefined);

/** S3's name for it: `AccessDenied`. Undefined for what no answer was. */
export const codeOf = (error: unknown): string | undefined => (isServiceError(error) ? error.name : undefined);

export const isNotModified = (error: unknown): boolean => statusOf(error) === 304;

/** A HEAD has no body to name its error in, so its 404 is taken for the key's. */
export const isAbsence = (error: unknown): boolean =>
  statusOf(error) === 404 && ['NoSuchKey', 'NotFound', 'UnknownError', 'Unknown'].includes(codeOf(error) ?? '');

export const isConflict = (error: unknown): boolean => statusOf(error) === 412 || statusOf(error) === 409 || isAbsence(error);

const NOBODY = 'nobody answers there; check the endpoint, and the network';

/** By S3's name for the error, Node's code for it, or its text. */
const ADVICE: Record<string, string> = {
  AccessDenied: 'it needs s3:GetObject, s3:PutObject and, so that an absent key is known as absent, s3:ListBucket',
  NoSuchBucket: 'name a bucket that exists, and the region or the endpoint that it is in',
  PermanentRedirect: 'the bucket is in another region; name it in AWS_REGION',
  InvalidAccessKeyId: 'the endpoint does not know these credentials',
  SignatureDoesNotMatch: 'the secret does not belong to the access key',
  CredentialsProviderError: 'sign in, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  ECONNREFUSED: NOBODY,
  ENOTFOUND: NOBODY,
  EAI_AGAIN: NOBODY,
  EHOSTUNREACH: NOBODY,
  'Region is missing': 'name it in AWS_REGION',
};

/** Names what was tried, where, what was answered, and what to do. */
export function storeError(action: string, where: string, error: unknown): Error {
  const {
    name,
    message,
    code = '',
  } = error instanceof Error ? (error as NodeJS.ErrnoException) : { name: 'Error', message: String(error) };
  const answered = isServiceError(error) ? [`request ${error.$metadata.requestId ?? 'without id'}`] : [];
  const tried = isServiceError(error) && (error.$metadata.attempts ?? 1) > 1 ? [`${error.$metadata.attempts} attempts`] : [];
  const details = [...answered, ...tried].join(', ');
  const said = message && message !== 'UnknownError' ? `${name}: ${message}` : code || name;
  const advice = ADVICE[name] ?? ADVICE[code] ?? ADVICE[message];
  return new Error(`cannot ${action} ${where}: ${said}${details && ` (${details})`}${advice === undefined ? '' : `; ${advice}`}`, {
    cause: error,
  });
}
