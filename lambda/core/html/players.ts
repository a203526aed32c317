interface Player {
  hosts: readonly string[];
  /** Raw, without percent signs: nothing is hidden. */
  path: RegExp;
}

/** https only. Hosts do not suffice: `youtube.com/redirect` leads anywhere. */
const PLAYERS: readonly Player[] = [
  { hosts: ['youtube.com', 'www.youtube.com', 'youtube-nocookie.com', 'www.youtube-nocookie.com'], path: /^\/embed\/[\w-]+\/?$/ },
  { hosts: ['player.vimeo.com'], path: /^\/video\/\d+\/?$/ },
  { hosts: ['vimeo.com'], path: /^\/event\/\d+\/embed(?:\/\w+)?\/?$/ },
  { hosts: ['www.dailymotion.com'], path: /^\/embed\/video\/\w+\/?$/ },
  { hosts: ['geo.dailymotion.com'], path: /^\/player(?:\/\w+)?\.html$/ },
  { hosts: ['archive.org'], path: /^\/embed\/[\w.-]+(?:\/[\w.~+-]+)*\/?$/ },
  { hosts: ['media.ccc.de'], path: /^\/v\/[\w.-]+\/oembed$/ },
];

export const isPlayer = ({ hostname, port, username, password, pathname }: URL): boolean =>
  port === '' && username === '' && password === '' && PLAYERS.some(({ hosts, path }) => hosts.includes(hostname) && path.test(pathname));
