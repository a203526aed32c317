import type { Environment } from '../lambda/aws/environment.ts';
import type { FeedPublisherProps } from './feed-publisher-props.ts';

/** Props that override the configuration, for the functions. */
export function settingsFor(props: FeedPublisherProps): Environment['settings'] {
  const {
    feeds,
    ownFeeds,
    hub,
    distribution,
    limit,
    linkPosts,
    entryHeader,
    entryFooter,
    extensions,
    cover,
    dayDates,
    podcast,
    remoteMedia,
  } = props;
  return {
    // `behaviors()` must name the paths.
    ...(feeds || ownFeeds || distribution === false
      ? { feeds: { ...(distribution === false ? { addresses: 'linefeed' as const } : {}), ...feeds, ...(ownFeeds && { own: ownFeeds }) } }
      : {}),
    ...(hub === undefined ? {} : { hub: [hub].flat() }),
    ...(limit === undefined ? {} : { limit: limit as number }),
    ...(linkPosts === undefined ? {} : { linkPosts }),
    ...(dayDates === undefined ? {} : { dayDates }),
    ...(cover === undefined ? {} : { cover: [...cover] }),
    // As in the file, which the functions read.
    ...(extensions === undefined ? {} : { extensions: extensions as never }),
    ...(podcast === undefined ? {} : { podcast: podcast as never }),
    ...(remoteMedia === undefined ? {} : { remoteMedia }),
    ...(entryHeader === undefined ? {} : { entryHeader }),
    ...(entryFooter === undefined ? {} : { entryFooter }),
    ...(distribution === false ? { pages: false } : {}),
  };
}
