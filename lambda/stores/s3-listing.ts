/** Pages of ListObjectsV2. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
import { compareKeys } from '../core/key-order.ts';
import type { ListedObject } from './store.ts';

export interface Page {
  Contents?:
    | { Key?: string | undefined; ETag?: string | undefined; Size?: number | undefined; LastModified?: Date | undefined }[]
    | undefined;
  EncodingType?: string | undefined;
  IsTruncated?: boolean | undefined;
  NextContinuationToken?: string | undefined;
}

export const withoutQuotes = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '');

/** For `head` and `list` to agree: HTTP has seconds, listings milliseconds. */
export const wholeSecond = (time: Date | undefined): number => Math.floor((time?.getTime() ?? 0) / 1000) * 1000;

/** XML cannot carry every key; some stores ignore this. */
const decoded = (key: string, { EncodingType }: Page): string =>
  EncodingType === 'url' ? decodeURIComponent(key.replaceAll('+', ' ')) : key;

/** A merge would take late objects for deleted. S3 directory buckets are unordered. */
const unordered = (bucket: string, key: string, last: string): Error =>
  new Error(
    `s3://${bucket}: the listing is not in UTF-8 order: ${JSON.stringify(key)} comes after ${JSON.stringify(last)}; ` +
      'use a general purpose bucket, or a store that lists as those of Amazon S3 do',
  );

/**
 * @param prefix removed from keys
 * @param request the first page, or a token's
 * @param after only greater keys were requested
 * @throws Error for listings cut, not in UTF-8 order, or without a key
 */
export async function* readPages(
  { bucket, prefix, after }: { bucket: string; prefix: string; after: string | undefined },
  request: (token: string | undefined) => Promise<Page>,
): AsyncGenerator<ListedObject> {
  let last = after;
  let token: string | undefined;
  do {
    const page = await request(token);
    for (const { Key, ETag, Size = 0, LastModified } of page.Contents ?? []) {
      if (Key === undefined) throw new Error(`s3://${bucket}: the listing has an object without a key`);
      const key = decoded(Key, page).slice(prefix.length);
      if (last !== undefined && compareKeys(key, last) <= 0) throw unordered(bucket, key, last);
      last = key;
      yield { key, etag: withoutQuotes(ETag), size: Size, modified: wholeSecond(LastModified) };
    }
    if (page.IsTruncated && !page.NextContinuationToken) throw new Error(`s3://${bucket}: the listing ends too early`);
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}
