/** Options as commander gives them -> what the commands take. */
import type { Format } from '../lambda/core/model.ts';
import type { Settings } from '../lambda/core/site/settings.ts';
import type { Buckets } from '../lambda/local/bucket-workspace.ts';

export interface Narrowing {
  only?: Format;
  content?: 'full' | 'summary';
}

export interface StatusOptions {
  out: string;
  state?: string;
  bucket?: string;
  endpoint?: string;
}

export interface AdoptOptions extends BucketOptions {
  dir: string;
  out: string;
  state?: string;
  bucket?: string;
  yes: boolean;
  followOrigin: string[];
}

export interface BucketOptions {
  postsBucket?: string;
  prefix: string;
  endpoint?: string;
}

export const where = (endpoint: string | undefined) => (endpoint === undefined ? {} : { endpoint });

export const bucketsOf = (bucket: string, { postsBucket = bucket, prefix, endpoint }: BucketOptions): Buckets => ({
  bucket,
  postsBucket,
  prefix,
  ...where(endpoint),
});

/** What the command line says wins over the configuration. */
export function overridesOf({ only, content }: Narrowing): Settings {
  const others = (['rss', 'atom', 'json'] as const).filter((format) => format !== only);
  return { ...(only ? { feeds: Object.fromEntries(others.map((format) => [format, false])) } : {}), ...(content ? { content } : {}) };
}
