import type { Environment } from '../lambda/aws/environment.ts';
import type { FeedPublisherProps } from './feed-publisher-props.ts';

/** Props that override the configuration, for the functions. */
export function settingsFor({ feeds, hub, distribution, limit, linkPosts }: FeedPublisherProps): Environment['settings'] {
  return {
    // `behaviors()` must name the paths.
    ...(feeds || distribution === false
      ? { feeds: { ...(distribution === false ? { addresses: 'linefeed' as const } : {}), ...feeds } }
      : {}),
    ...(hub === undefined ? {} : { hub: [hub].flat() }),
    ...(limit === undefined ? {} : { limit: limit as number }),
    ...(linkPosts === undefined ? {} : { linkPosts }),
    ...(distribution === false ? { pages: false } : {}),
  };
}
