/** Attached files: audio and video. */

/** An attached file. */
export interface Enclosure {
  url: string;
  /** Bytes. */
  length: number;
  /** `audio/mpeg` */
  type: string;
  /** Whole seconds. */
  duration?: number;
}

/** As stated in front matter, at `field`. */
export interface StatedEnclosure extends Partial<Enclosure> {
  url: string;
  /** Keys that the file can have in the posts bucket, best first. */
  files?: string[];
  /** Not stated, so its absence is no problem. */
  quiet?: true;
  /** Why its host does not tell more. */
  unread?: string;
  field: string;
  /** From 1. */
  line: number;
  column: number;
}

/** https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/person.md */
export interface Credit {
  name: string;
  /** `guest` */
  role?: string;
  group?: string;
  image?: string;
  url?: string;
}

export interface Transcript {
  url: string;
  /** `text/vtt` */
  type: string;
  language?: string;
  /** `captions` */
  rel?: string;
}

/** Seconds. */
export interface Soundbite {
  start: number;
  duration: number;
  title?: string;
}

/** https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/chapters/jsonChapters.md */
export interface Chapter {
  /** Seconds, with at most three decimals. */
  start: number;
  title?: string;
  url?: string;
  image?: string;
}

export interface License {
  name: string;
  url?: string;
}

export interface Txt {
  text: string;
  purpose?: string;
}

/** https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/value.md */
export interface Value {
  type: string;
  method: string;
  suggested?: string;
  recipients: ValueRecipient[];
}

export interface ValueRecipient {
  type: string;
  address: string;
  split: number;
  name?: string;
  customKey?: string;
  customValue?: string;
  fee?: boolean;
}

/** https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/image.md */
export interface PodcastImage {
  url: string;
  alt?: string;
  /** `16/9` */
  aspectRatio?: string;
  width?: number;
  height?: number;
  type?: string;
  purpose?: string;
}

/** https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/trailer.md */
export interface Trailer {
  title: string;
  url: string;
  /** Milliseconds since 1970. */
  published: number;
  length?: number;
  type?: string;
  season?: number;
}

/** Of an item with an enclosure; absent members are not written. */
export interface Episode {
  /** Without number. */
  title?: string;
  summary?: string;
  keywords?: string[];
  number?: number;
  /** Shown instead of the number. */
  display?: string;
  season?: number;
  seasonName?: string;
  type?: 'full' | 'trailer' | 'bonus';
  explicit?: boolean;
  /** Square. */
  image?: string;
  block?: true;
  /** Address of JSON chapters. */
  chapters?: string;
  /** In order. Without `chapters`, Linefeed writes the JSON. */
  chapterList?: Chapter[];
  transcripts?: Transcript[];
  people?: Credit[];
  soundbites?: Soundbite[];
  values?: Value[];
  images?: PodcastImage[];
  license?: License;
  txt?: Txt[];
}

/** A feed as a podcast. Absent texts are the feed's. */
export interface Show {
  /** `main`, `categories/podcast` */
  feed: string;
  /** UUID; by default of the first address of the RSS feed. */
  guid?: string;
  title?: string;
  description?: string;
  summary?: string;
  keywords?: string[];
  link?: string;
  language?: string;
  copyright?: string;
  author?: string;
  owner?: { name?: string; email: string };
  image?: string;
  /** Apple's, with an optional subcategory. */
  categories?: { name: string; sub?: string }[];
  explicit?: boolean;
  type?: 'episodic' | 'serial';
  block?: true;
  complete?: true;
  newFeedUrl?: string;
  /** Its addresses in directories. */
  apps?: { apple?: string; spotify?: string };
  locked?: boolean;
  funding?: { url: string; text: string }[];
  people?: Credit[];
  medium?: string;
  license?: License;
  txt?: Txt[];
  values?: Value[];
  images?: PodcastImage[];
  trailers?: Trailer[];
  updateFrequency?: { text: string; rrule?: string };
  /** Guids of recommended shows. */
  podroll?: string[];
}

export interface MediaHosting {
  /** Address before the keys of files in the posts bucket. */
  base?: string;
  /** How `linefeed build` brings the files below `MEDIA_FOLDER`. */
  build?: 'copy' | 'link';
  /** Before the addresses of audio and video, without their `https://`: `https://op3.dev/e/` */
  prefix?: string;
}

/** Of a file in the posts bucket. */
export interface FileFacts extends Pick<Enclosure, 'duration'> {
  etag: string;
  /** Bytes; absent for a remote file that was never read. */
  length?: number;
  type?: string;
  /** Of a picture. */
  width?: number;
  height?: number;
  title?: string;
  /** Number of chapters in the file; absent in older catalogs, where the file is read again. */
  chapters?: number;
}

export interface PostFiles {
  /** Of attached files, by key. Without them, as in older catalogs, the files are read when the post is. */
  files?: Record<string, FileFacts>;
  /** Of files on other hosts, by address. */
  remoteFiles?: Record<string, FileFacts>;
}

/** The reference of a post to an attached file. */
export const FILE_REFERENCE = 'file:';

/** By file ending. Apple's list: https://podcasters.apple.com/support/823-podcast-requirements; others: IANA. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ...{ mp3: 'audio/mpeg', m4a: 'audio/x-m4a', m4b: 'audio/x-m4b', aac: 'audio/aac', flac: 'audio/flac', wav: 'audio/wav' },
  ...{ ogg: 'audio/ogg', oga: 'audio/ogg', opus: 'audio/ogg', weba: 'audio/webm' },
  ...{ mp4: 'video/mp4', m4v: 'video/x-m4v', mov: 'video/quicktime', webm: 'video/webm', ogv: 'video/ogg' },
};

/** Of audio and video. */
export function mediaType(path: string): string | undefined {
  const ending = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(MEDIA_TYPES, ending) ? MEDIA_TYPES[ending] : undefined;
}

const TYPES = new Set([...Object.values(MEDIA_TYPES), 'audio/mp3', 'audio/mp4', 'audio/x-wav', 'audio/opus']);

/** Whether files of the type are parsed for it. */
export const hasDuration = (type: string): boolean => TYPES.has(type);

const PICTURE_TYPES: Readonly<Record<string, string>> = {
  ...{ jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png', gif: 'image/gif' },
  ...{ webp: 'image/webp', avif: 'image/avif', svg: 'image/svg+xml' },
};

/** By file ending. */
export function pictureType(path: string): string | undefined {
  const ending = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(PICTURE_TYPES, ending) ? PICTURE_TYPES[ending] : undefined;
}

/** Whether facts of such a file are in entries. */
export const hasFacts = (key: string, { cover, generator }: { cover?: unknown; generator?: string }): boolean =>
  mediaType(key) !== undefined ||
  ((cover !== undefined || (generator === 'hugo' && key.startsWith('assets/'))) && pictureType(key) !== undefined);
