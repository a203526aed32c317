import { PUBLIC, STATE } from '../keys.ts';
import { OverlayStore } from '../stores/overlay.ts';
import { S3Store, s3Client } from '../stores/s3.ts';
import type { Store } from '../stores/store.ts';
import { checkStore } from './check-store.ts';
import { Pool } from './pool.ts';
import { publisherOf, type Workspace } from './workspace.ts';

export interface Buckets {
  /** Of `public/` and `state/`. */
  bucket: string;
  /** May be `bucket` if there is a prefix. */
  postsBucket: string;
  /** `posts/`; empty for the whole bucket. */
  prefix: string;
  /** @default AWS_ENDPOINT_URL, else Amazon S3 */
  endpoint?: string;
}

function check({ bucket, postsBucket, prefix }: Buckets): void {
  if (bucket !== postsBucket) return;
  const [first = ''] = prefix.split('/');
  if (first === '' || [PUBLIC, STATE].includes(`${first}/`)) {
    throw new Error(
      `posts and feeds would be mixed in ${bucket}; name the posts' prefix with --prefix, such as posts/, or another --posts-bucket`,
    );
  }
}

export const openSite = ({ bucket, endpoint }: Pick<Buckets, 'bucket' | 'endpoint'>): Store =>
  new S3Store({ client: s3Client(endpoint === undefined ? {} : { endpoint }), bucket });

export async function openBuckets(buckets: Buckets, dry: boolean): Promise<Workspace> {
  check(buckets);
  const { bucket, postsBucket, prefix, endpoint } = buckets;
  const client = s3Client(endpoint === undefined ? {} : { endpoint });
  const posts = new S3Store({ client, bucket: postsBucket, prefix });
  const bare = new S3Store({ client, bucket });
  const site = dry ? new OverlayStore(bare) : await checkStore(bare, bucket);
  const pool = new Pool();
  const publisher = {
    ...publisherOf(posts, site, pool, {}, Date.now),
    overrides: {},
    place: `s3://${postsBucket}/${prefix}`,
    exclusive: false,
  };
  return { publisher, close: () => pool.close() };
}
