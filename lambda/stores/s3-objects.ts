import { wholeSecond, withoutQuotes } from './s3-listing.ts';
import { type ObjectHead, type ObjectRange, UnreadableObjectError } from './store.ts';

/** Of GET and HEAD. */
export interface ObjectResponse {
  ETag?: string | undefined;
  ContentLength?: number | undefined;
  LastModified?: Date | undefined;
  Metadata?: Record<string, string> | undefined;
  ContentType?: string | undefined;
  CacheControl?: string | undefined;
  ContentEncoding?: string | undefined;
  ContentRange?: string | undefined;
  Body?: { transformToByteArray(): Promise<Uint8Array>; destroy?(): unknown } | undefined;
}

export function headOf(answer: Omit<ObjectResponse, 'Body'>): ObjectHead {
  return {
    etag: withoutQuotes(answer.ETag),
    size: answer.ContentLength ?? 0,
    modified: wholeSecond(answer.LastModified),
    metadata: answer.Metadata ?? {},
    ...(answer.ContentType ? { type: answer.ContentType } : {}),
    ...(answer.CacheControl ? { cacheControl: answer.CacheControl } : {}),
    ...(answer.ContentEncoding ? { encoding: answer.ContentEncoding } : {}),
  };
}

export const discardBody = ({ Body }: ObjectResponse): void => (Body as { destroy?(): void } | undefined)?.destroy?.();

/** @throws UnreadableObjectError if the store sends the whole object */
export async function rangeIn(key: string, answer: ObjectResponse, length: number): Promise<ObjectRange> {
  const head = headOf(answer);
  const size = Number(/\/(\d+)$/.exec(answer.ContentRange ?? '')?.[1] ?? Number.NaN);
  if (Number.isNaN(size) || head.size > length) {
    discardBody(answer);
    throw new UnreadableObjectError('the store sends whole objects only; use one that supports ranges', head.etag);
  }
  const bytes = await bytesIn(key, answer, head);
  return { ...head, size, bytes };
}

export async function bytesIn(key: string, { Body }: ObjectResponse, { size }: ObjectHead): Promise<Uint8Array> {
  const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
  if (bytes.length !== size) throw new Error(`${key}: ${bytes.length} of ${size} bytes came`);
  return bytes;
}
