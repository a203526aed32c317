import type { Show } from '../media.ts';
import type { Reader } from './readers.ts';

/** Sources: docs/decisions/0034-pages-of-shows-and-episodes.md. Spotify opens no feeds: only `apps` of the show can name its address. */
export function appsFor(feed: string, title: string, { apps = {} }: Pick<Show, 'apps'>): Reader[] {
  const bare = feed.replace(/^https?:\/\//, '');
  const address = encodeURIComponent(feed);
  return [
    apps.apple
      ? { name: 'Apple Podcasts', href: apps.apple, isWeb: true }
      : { name: 'Apple Podcasts', href: `podcast://${bare}`, isWeb: false },
    ...(apps.spotify ? [{ name: 'Spotify', href: apps.spotify, isWeb: true }] : []),
    { name: 'Overcast', href: `overcast://x-callback-url/add?url=${address}`, isWeb: false },
    { name: 'Pocket Casts', href: `pktc://subscribe/${bare}`, isWeb: false },
    {
      name: 'AntennaPod',
      href: `https://antennapod.org/deeplink/subscribe?url=${address}&title=${encodeURIComponent(title)}`,
      isWeb: true,
    },
  ];
}
