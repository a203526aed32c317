import type { Format } from '../lambda/core/model.ts';
import type { Settings } from '../lambda/core/site/settings.ts';
import type { Buckets } from '../lambda/local/bucket-workspace.ts';
import type { Emptying, Output } from '../lambda/local/report/print.ts';

export interface FolderOptions {
  out: string;
  state?: string;
}

export interface BuildOptions extends FolderOptions, Output, Emptying {
  at?: string;
  only?: Format;
  content?: 'full' | 'summary';
}

export interface DevOptions extends Partial<FolderOptions>, Emptying {
  port: number;
  s3Port: number;
  ping?: boolean;
  host: string[];
  color?: boolean;
}

export interface StatusOptions extends FolderOptions, Output {
  bucket?: string;
  endpoint?: string;
}

export interface BucketOptions {
  postsBucket?: string;
  prefix: string;
  endpoint?: string;
}

export interface ReconcileOptions extends BucketOptions, Output, Emptying {
  bucket: string;
  dryRun?: boolean;
  ping?: boolean;
}

export interface AdoptOptions extends FolderOptions, BucketOptions, Output {
  dir: string;
  bucket?: string;
  yes?: boolean;
  followOrigin: string[];
  dropAddress: string[];
}

export const endpointIn = (endpoint: string | undefined) => (endpoint === undefined ? {} : { endpoint });

export const bucketsOf = (bucket: string, { postsBucket = bucket, prefix, endpoint }: BucketOptions): Buckets => ({
  bucket,
  postsBucket,
  prefix,
  ...endpointIn(endpoint),
});

export function overridesOf({ only, content }: Pick<BuildOptions, 'only' | 'content'>): Settings {
  const others = (['rss', 'atom', 'json'] as const).filter((format) => format !== only);
  return { ...(only ? { feeds: Object.fromEntries(others.map((format) => [format, false])) } : {}), ...(content ? { content } : {}) };
}
