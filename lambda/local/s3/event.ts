/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */

export interface ObjectWrite {
  bucket: string;
  key: string;
  kind: 'Put' | 'Copy' | 'CompleteMultipartUpload' | 'Delete';
  etag?: string;
  size?: number;
  /** Epoch milliseconds. */
  time: number;
}

/** `red flower+é.jpg` -> `red+flower%2B%C3%A9.jpg` */
const formEncode = (key: string): string =>
  encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+')
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

export function s3Event({ bucket, key, kind, etag, size, time }: ObjectWrite, region = 'us-east-1'): string {
  const object = {
    key: formEncode(key),
    ...(size === undefined ? {} : { size }),
    ...(etag === undefined ? {} : { eTag: etag }),
    sequencer: time.toString(16).toUpperCase().padStart(16, '0'),
  };
  const record = {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: region,
    eventTime: new Date(time).toISOString(),
    eventName: kind === 'Delete' ? 'ObjectRemoved:Delete' : `ObjectCreated:${kind}`,
    s3: { s3SchemaVersion: '1.0', configurationId: 'linefeed', bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` }, object },
  };
  return JSON.stringify({ Records: [record] });
}
