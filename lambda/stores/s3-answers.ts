/**
 * Rejects 2xx responses that are not S3's: the SDK parses login pages as empty listings, which would delete every post.
 *
 * S3 sends an ETag with GET, HEAD and PUT, and a `ListBucketResult`.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTCommonResponseHeaders.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */

interface S3Response {
  statusCode: number;
  headers: Readonly<Record<string, string>>;
  body?: unknown;
}

/** Shaped as an SDK error, for `storeError`; never retried. */
export class NotS3Error extends Error {
  override readonly name = 'NotS3';
  readonly $metadata: { httpStatusCode: number };

  constructor(status: number, type: string | undefined, lack: string) {
    super(`HTTP ${status} with ${type ?? 'no content type'} and ${lack}`);
    this.$metadata = { httpStatusCode: status };
  }
}

export const isHtml = (type: string | undefined): boolean => /^text\/html\b/i.test(type ?? '');

/** After an XML declaration and comments. */
const LISTING = /^\s*(?:<\?[\s\S]*?\?>\s*|<!--[\s\S]*?-->\s*)*<(?:\w+:)?ListBucketResult[\s/>]/;

async function textOf(body: unknown): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of body as AsyncIterable<Uint8Array>) parts.push(part);
  return Buffer.concat(parts);
}

async function missingPart(command: string, answer: S3Response): Promise<string | undefined> {
  const { headers } = answer;
  switch (command) {
    case 'GetObjectCommand':
    case 'HeadObjectCommand':
    case 'PutObjectCommand':
      return headers.etag ? undefined : 'no ETag';
    case 'DeleteObjectCommand':
      return answer.statusCode !== 204 && isHtml(headers['content-type']) ? 'a page' : undefined;
    case 'ListObjectsV2Command': {
      const body = await textOf(answer.body);
      answer.body = body;
      return LISTING.test(body.toString()) ? undefined : 'no ListBucketResult';
    }
    default:
      return undefined;
  }
}

export const MIDDLEWARE_POSITION = { step: 'deserialize', priority: 'low', name: 'checkAnswers' } as const;

const dates = new WeakMap<object, number>();

/** The last response's `Date`, in epoch milliseconds. */
export const lastDate = (client: object): number | undefined => dates.get(client);

export const checkResponses =
  (client: object) =>
  <Args, Result extends { response: unknown }>(next: (args: Args) => Promise<Result>, { commandName = '' }: { commandName?: string }) =>
  async (args: Args): Promise<Result> => {
    const result = await next(args);
    const answer = result.response as S3Response;
    const isSuccess = answer.statusCode >= 200 && answer.statusCode < 300;
    const lack = isSuccess ? await missingPart(commandName, answer) : undefined;
    if (lack !== undefined) throw new NotS3Error(answer.statusCode, answer.headers['content-type'], lack);
    const date = Date.parse(answer.headers.date ?? '');
    if (isSuccess && !Number.isNaN(date)) dates.set(client, date);
    return result;
  };
