/**
 * Refuses 2xx answers that cannot be S3's. A login page or a proxy also says 200, and the SDK reads an HTML page as a listing without keys:
 * every post would count as deleted.
 *
 * S3 sends an ETag with each GET, HEAD and PUT, and `ListBucketResult` as the root of a listing.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTCommonResponseHeaders.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */

interface Answer {
  statusCode: number;
  headers: Readonly<Record<string, string>>;
  body?: unknown;
}

/** Shaped like the SDK's errors, so that `storeError` names the request and nothing asks again. */
export class NotS3Error extends Error {
  override readonly name = 'NotS3';
  readonly $metadata: { httpStatusCode: number };

  constructor(status: number, type: string | undefined, lack: string) {
    super(`HTTP ${status} with ${type ?? 'no content type'} and ${lack}`);
    this.$metadata = { httpStatusCode: status };
  }
}

export const isHtml = (type: string | undefined): boolean => /^text\/html\b/i.test(type ?? '');

/** An XML declaration and comments may come before the root. */
const LISTING = /^\s*(?:<\?[\s\S]*?\?>\s*|<!--[\s\S]*?-->\s*)*<(?:\w+:)?ListBucketResult[\s/>]/;

async function textOf(body: unknown): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of body as AsyncIterable<Uint8Array>) parts.push(part);
  return Buffer.concat(parts);
}

/** What an answer of this command lacks to be S3's. */
async function lackOf(command: string, answer: Answer): Promise<string | undefined> {
  const { headers } = answer;
  switch (command) {
    case 'GetObjectCommand':
    case 'HeadObjectCommand':
    case 'PutObjectCommand':
      return headers.etag ? undefined : 'no ETag';
    case 'DeleteObjectCommand':
      // Without content a content type says nothing.
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

/** Nearer to the network than the SDK's own deserializer. */
export const WHERE = { step: 'deserialize', priority: 'low', name: 'checkAnswers' } as const;

const dates = new WeakMap<object, number>();

/** The service's time, in milliseconds since 1970, by the header `Date` of the client's last answer; S3 sends it with each. */
export const lastDate = (client: object): number | undefined => dates.get(client);

/** Middleware of the SDK's client that throws `NotS3Error` for such answers, and notes the time of the others. */
export const checkAnswers =
  (client: object) =>
  <Args, Result extends { response: unknown }>(next: (args: Args) => Promise<Result>, { commandName = '' }: { commandName?: string }) =>
  async (args: Args): Promise<Result> => {
    const result = await next(args);
    const answer = result.response as Answer;
    const isSuccess = answer.statusCode >= 200 && answer.statusCode < 300;
    const lack = isSuccess ? await lackOf(commandName, answer) : undefined;
    if (lack !== undefined) throw new NotS3Error(answer.statusCode, answer.headers['content-type'], lack);
    const date = Date.parse(answer.headers.date ?? '');
    if (isSuccess && !Number.isNaN(date)) dates.set(client, date);
    return result;
  };
