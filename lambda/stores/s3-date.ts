/**
 * The time of a service by the header `Date` of its answers, which S3 sends with each.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTCommonResponseHeaders.html
 */

const dates = new WeakMap<object, number>();

/** In milliseconds since 1970, of the client's last answer. */
export const lastDate = (client: object): number | undefined => dates.get(client);

/** Middleware of the SDK's client. An error is an answer too, but may be that of a proxy. */
export const noteDate =
  (client: object) =>
  <Args, Result extends { response: unknown }>(next: (args: Args) => Promise<Result>) =>
  async (args: Args): Promise<Result> => {
    const result = await next(args);
    const date = Date.parse((result.response as { headers?: Record<string, string> }).headers?.date ?? '');
    if (!Number.isNaN(date)) dates.set(client, date);
    return result;
  };
