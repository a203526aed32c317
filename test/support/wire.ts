/** A layer in front of the S3 of a test: it records requests and answers some with errors. */
import type { RequestListener } from 'node:http';
import type { S3Handler } from '../../lambda/local/s3/server.ts';

export class Wire {
  /** `GET /posts/_posts/a.md`, in order; `requests.length = 0` resets. */
  readonly requests: string[] = [];
  /** Answers requests that match with this S3 error. */
  readonly faults = new Map<Pick<RegExp, 'test'>, { status: number; code: string }>();

  wrap =
    (handler: S3Handler): RequestListener =>
    (request, response) => {
      const line = `${request.method} ${decodeURIComponent((request.url ?? '').split('?')[0] ?? '')}`;
      this.requests.push(line);
      const [, fault] = [...this.faults].find(([pattern]) => pattern.test(line)) ?? [];
      if (fault === undefined) return void handler(request, response);
      const body = request.method === 'HEAD' ? '' : `<Error><Code>${fault.code}</Code><Message>told to fail</Message></Error>`;
      return void request.resume().on('end', () => response.writeHead(fault.status, { 'x-amz-request-id': 'R1' }).end(body));
    };

  count = (pattern: RegExp): number => this.requests.filter((each) => pattern.test(each)).length;
}
