/** `webfeeds:cover` */
export interface ChannelElement {
  name: string;
  attributes?: Record<string, string>;
  text?: string;
  children?: ChannelElement[];
}

/** Settings of what documents contain; members of `Site`. */
export interface FeedOptions {
  /** Of a document and its gzip copy; by default `BYTE_LIMITS`. */
  byteLimits?: { bytes?: number; gzip?: number };
  /** Where entries with an external page link to; by default `post`. */
  linkPosts?: 'post' | 'external';
  /** Liquid, before and after the content of each entry. See `core/entry/entry-frame.ts`. */
  entryHeader?: string;
  entryFooter?: string;
  /** Namespaces by prefix, of those used. */
  extensions?: { namespaces: Record<string, string>; elements: ChannelElement[] };
}
