/** Names of the metrics, shared by those who write them and those who alarm on them. */

export const NAMESPACE = 'Linefeed';

/** The dimension: whose metrics these are. Its value is the name of the site's bucket. */
export const DIMENSION = 'Site';

export const METRICS = {
  /** Posts rendered and committed. */
  PostsPublished: 'Count',
  /** Files that this run was the first to refuse, or for another reason than before: posts. And the configuration, while it is refused. */
  PostsRefused: 'Count',
  /** Feeds whose documents were written. */
  FeedsWritten: 'Count',
  /** Feeds that could not be written, since one of their documents does not parse. */
  FeedsFailed: 'Count',
  /** Feeds that lost more than half of their entries at once. */
  FeedsShrunk: 'Count',
  /** Conditional writes that lost a race, and were made again. */
  Conflicts: 'Count',
  /** Messages that could not be handled, and come again. */
  MessagesFailed: 'Count',
  /** Pings that a hub did not take: for good, or until the next try. */
  PingsFailed: 'Count',
  /** From the upload of a post to the last of its feeds. */
  Lag: 'Milliseconds',
  /** Of one run. */
  Duration: 'Milliseconds',
  /** The most memory that the function's process had, of what it may have. */
  MemoryUsed: 'Percent',
} as const;

export type MetricName = keyof typeof METRICS;

/**
 * Percent of a function's memory from which someone has to look. What grows with the number of posts is the catalog, which stands in memory some times
 * over; a fifth is room for a quarter more posts, and for a batch that is larger than others.
 */
export const MEMORY_RUNS_OUT = 80;
