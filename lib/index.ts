export type { MetricName } from '../lambda/aws/metric-names.ts';
export { FeedPublisher } from './feed-publisher.ts';
export type { FeedLimit, FeedNames, FeedPublisherProps, OwnFeedProps, Trigger } from './feed-publisher-props.ts';
export { type Configured, FeedPublisherStack, type FeedPublisherStackProps } from './feed-publisher-stack.ts';
export type { PodcastProps } from './podcast-props.ts';
