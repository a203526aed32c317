/** Shared by the functions and the alarms. */

export const NAMESPACE = 'Linefeed';

/** Its value is the name of the site bucket. */
export const DIMENSION = 'Site';

export const METRICS = {
  /** Rendered and committed. */
  PostsPublished: 'Count',
  /** Posts that are newly refused or for a new reason, and a refused configuration. */
  PostsRefused: 'Count',
  FeedsWritten: 'Count',
  /** A document does not parse. */
  FeedsFailed: 'Count',
  /** Lost more than half of their entries at once. */
  FeedsShrunk: 'Count',
  /** Conditional writes that were retried. */
  Conflicts: 'Count',
  /** To be redelivered. */
  MessagesFailed: 'Count',
  /** Refused, or to be retried. */
  PingsFailed: 'Count',
  /** From the upload of a post to its last feed. */
  Lag: 'Milliseconds',
  Duration: 'Milliseconds',
  /** Peak of the process. */
  MemoryUsed: 'Percent',
} as const;

export type MetricName = keyof typeof METRICS;

/**
 * Percent at which to alarm. The catalog, which grows with the posts, is in memory several times: a fifth is room for a quarter more posts
 * and a larger batch.
 */
export const MEMORY_ALARM_PERCENT = 80;
