/** Shared by functions and alarms. */

export const NAMESPACE = 'Linefeed';

/** The site bucket's name. */
export const DIMENSION = 'Site';

export const METRICS = {
  /** Rendered and committed. */
  PostsPublished: 'Count',
  /** Newly refused, or for a new reason; also refused configurations. */
  PostsRefused: 'Count',
  FeedsWritten: 'Count',
  /** A document does not parse. */
  FeedsFailed: 'Count',
  /** Lost more than half of their entries at once. */
  FeedsShrunk: 'Count',
  /** Retried conditional writes. */
  Conflicts: 'Count',
  /** To be redelivered. */
  MessagesFailed: 'Count',
  PingsFailed: 'Count',
  /** From a post's upload to its last feed. */
  Lag: 'Milliseconds',
  Duration: 'Milliseconds',
  MemoryUsed: 'Percent',
  /** Work on all posts in portions: an import, a new configuration. Absent without one. */
  JobsUnderWay: 'Count',
} as const;

export type MetricName = keyof typeof METRICS;

/** A fifth leaves room for a larger batch. */
export const MEMORY_ALARM_PERCENT = 80;
