/** A picture, person or other detail, as in `linefeed.yaml`. */
type Detail = Readonly<Record<string, unknown>>;

/** A feed as a podcast, as `podcast` in `linefeed.yaml`: `{ image: '/cover.jpg', category: 'Technology', explicit: false }`. See docs/configuration.md. */
export interface PodcastProps {
  /**
   * Feed that is the show: `categories/podcast`
   * @default 'main'
   */
  readonly feed?: string;
  /** @default the feed's */
  readonly title?: string;
  /** @default the feed's */
  readonly description?: string;
  /** Written as given. @default none */
  readonly summary?: string;
  /** @default none */
  readonly keywords?: readonly string[];
  /** @default the feed's */
  readonly link?: string;
  /** @default the blog's */
  readonly language?: string;
  /** @default the blog's */
  readonly copyright?: string;
  /** @default the blog's */
  readonly author?: string;
  /** Of the owner; feeds are public. @default none */
  readonly email?: string;
  /** Instead of `email`. @default none */
  readonly owner?: { readonly name?: string; readonly email: string };
  /** Cover: a square JPEG or PNG of 1400 to 3000 pixels, as an address or a path. @default none */
  readonly image?: string;
  /** Apple's, at most three: `Society & Culture > Documentary` @default none */
  readonly category?: string | readonly string[];
  /** Apple requires it. @default none */
  readonly explicit?: boolean;
  /** @default none, which is episodic */
  readonly type?: 'episodic' | 'serial';
  /** Hides the show. @default false */
  readonly block?: boolean;
  /** No episode will follow. @default false */
  readonly complete?: boolean;
  /** Where the show has moved. @default none */
  readonly newFeedUrl?: string;
  /** `podcast:guid`, if the show moves from another host. @default UUIDv5 of the first address of the RSS feed */
  readonly guid?: string;
  /** Forbids other hosts to import the show. @default none */
  readonly locked?: boolean;
  /** Addresses, or maps with `url` and `text`. @default none */
  readonly funding?: string | Detail | readonly (string | Detail)[];
  /** Names, or maps with `name`, `role`, `group`, `image` and `url`. @default none */
  readonly person?: string | Detail | readonly (string | Detail)[];
  /** Addresses of the show in directories. @default none */
  readonly apps?: { readonly apple?: string; readonly spotify?: string };
  /** Maps with `title`, `url`, `date`, `length`, `type` and `season`. @default none */
  readonly trailer?: Detail | readonly Detail[];
  /** Maps with `type`, `method`, `suggested` and `recipients`. @default none */
  readonly value?: Detail | readonly Detail[];
  /** Addresses, or maps with `url`, `alt`, `aspectRatio`, `width`, `height`, `type` and `purpose`. @default none */
  readonly images?: readonly (string | Detail)[];
  /** @default none, which is podcast */
  readonly medium?: string;
  /** A name, or a map with `name` and `url`. @default none */
  readonly license?: string | Detail;
  /** Texts, or maps with `text` and `purpose`. @default none */
  readonly txt?: string | Detail | readonly (string | Detail)[];
  /** A text, or a map with `text` and `rrule`. @default none */
  readonly updateFrequency?: string | Detail;
  /** Guids of recommended shows. @default none */
  readonly podroll?: readonly string[];
}
