/** Player addresses -> pages for people. */

interface Page {
  name: string;
  host: RegExp;
  path: RegExp;
  /** From the path's groups. */
  page: (parts: string[], url: URL) => string | undefined;
}

const parameter = (name: string) => (_: string[], url: URL) => {
  const value = url.searchParams.get(name);
  return value && /^https?:\/\//.test(value) && URL.canParse(value) ? value : undefined;
};

/** PeerTube and Mastodon have any host: paths decide. */
const PAGES: readonly Page[] = [
  {
    name: 'YouTube',
    host: /^(?:www\.|m\.)?youtube(?:-nocookie)?\.com$/,
    path: /^\/(?:embed|v)\/([\w-]{6,})$/,
    page: ([id]) => `https://www.youtube.com/watch?v=${id}`,
  },
  { name: 'Vimeo', host: /^player\.vimeo\.com$/, path: /^\/video\/(\d+)/, page: ([id]) => `https://vimeo.com/${id}` },
  {
    name: 'Twitch',
    host: /^player\.twitch\.tv$/,
    path: /^\/$/,
    page: (_, { searchParams }) => {
      const [video, channel] = [searchParams.get('video'), searchParams.get('channel')];
      if (video && /^v?\d+$/.test(video)) return `https://www.twitch.tv/videos/${video.replace('v', '')}`;
      return channel && /^\w+$/.test(channel) ? `https://www.twitch.tv/${channel}` : undefined;
    },
  },
  {
    name: 'Spotify',
    host: /^open\.spotify\.com$/,
    path: /^\/embed(?:-podcast)?\/(\w+)\/(\w+)/,
    page: ([kind, id]) => `https://open.spotify.com/${kind}/${id}`,
  },
  {
    name: 'SoundCloud',
    host: /^w\.soundcloud\.com$/,
    path: /^\/player\/?$/,
    page: (parts, url) => {
      const page = parameter('url')(parts, url);
      // An API address helps nobody.
      return page?.includes('//api.soundcloud.com/') ? undefined : page;
    },
  },
  { name: 'Bandcamp', host: /^bandcamp\.com$/, path: /^\/EmbeddedPlayer\//, page: () => undefined },
  {
    name: 'Apple Podcasts',
    host: /^embed\.podcasts\.apple\.com$/,
    path: /^(\/.+)/,
    page: ([path], { search }) => `https://podcasts.apple.com${path}${search}`,
  },
  {
    name: 'Apple Music',
    host: /^embed\.music\.apple\.com$/,
    path: /^(\/.+)/,
    page: ([path], { search }) => `https://music.apple.com${path}${search}`,
  },
  {
    name: 'CodePen',
    host: /^codepen\.io$/,
    path: /^\/([\w-]+)\/embed\/(?:preview\/)?(\w+)/,
    page: ([user, id]) => `https://codepen.io/${user}/pen/${id}`,
  },
  { name: 'CodeSandbox', host: /^codesandbox\.io$/, path: /^\/embed\/([\w-]+)/, page: ([id]) => `https://codesandbox.io/s/${id}` },
  {
    name: 'Bluesky',
    host: /^embed\.bsky\.app$/,
    path: /^\/embed\/([\w:.-]+)\/app\.bsky\.feed\.post\/(\w+)/,
    page: ([user, id]) => `https://bsky.app/profile/${user}/post/${id}`,
  },
  { name: 'Mastodon', host: /./, path: /^(\/@[\w.@-]+\/\d+)\/embed\/?$/, page: ([path], { origin }) => origin + path },
  { name: 'PeerTube', host: /./, path: /^\/videos\/embed\/([\w-]+)/, page: ([id], { origin }) => `${origin}/videos/watch/${id}` },
  { name: 'X', host: /^platform\.twitter\.com$/, path: /^\/embed\//, page: (_, { searchParams }) => postOnX(searchParams.get('id')) },
  {
    name: 'Instagram',
    host: /^(?:www\.)?instagram\.com$/,
    path: /^\/(p|reel)\/([\w-]+)\/embed/,
    page: ([kind, id]) => `https://www.instagram.com/${kind}/${id}/`,
  },
  { name: 'Facebook', host: /^(?:www\.)?facebook\.com$/, path: /^\/plugins\//, page: parameter('href') },
  { name: 'Loom', host: /^(?:www\.)?loom\.com$/, path: /^\/embed\/(\w+)/, page: ([id]) => `https://www.loom.com/share/${id}` },
  { name: 'TED', host: /^embed\.ted\.com$/, path: /^(\/talks\/.+)/, page: ([path]) => `https://www.ted.com${path}` },
  { name: 'Giphy', host: /^giphy\.com$/, path: /^\/embed\/(\w+)/, page: ([id]) => `https://giphy.com/gifs/${id}` },
  { name: 'OpenStreetMap', host: /^(?:www\.)?openstreetmap\.org$/, path: /^\/export\/embed\.html$/, page: () => undefined },
];

const postOnX = (id: string | null): string | undefined => (id && /^\d+$/.test(id) ? `https://x.com/i/status/${id}` : undefined);

export interface Embedded {
  /** The provider, or the host. */
  name: string;
  /** For people; else the frame's address. */
  page: string;
}

/** @param address absolute http(s) */
export function embeddedAt(address: string): Embedded {
  const url = new URL(address);
  for (const { name, host, path, page } of PAGES) {
    const parts = host.test(url.hostname) ? path.exec(url.pathname)?.slice(1) : undefined;
    if (parts) return { name, page: page(parts, url) ?? address };
  }
  return { name: url.hostname, page: address };
}
