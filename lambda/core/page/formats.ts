/** Formats as pages and lists speak of them. */

import type { Addresses } from '../feed/feed-document.ts';
import { FORMATS, type Format } from '../model.ts';

export const FORMAT_NAMES: Record<Format, string> = { rss: 'RSS', atom: 'Atom', json: 'JSON' };

/** As in `<link rel="alternate" type="…">`, without parameters. */
export const MEDIA_TYPES: Record<Format, string> = {
  rss: 'application/rss+xml',
  atom: 'application/atom+xml',
  json: 'application/feed+json',
};

export interface Address {
  format: Format;
  /** Absolute: `https://blog.example/atom.xml` */
  href: string;
}

/** The one to name first, or alone: RSS if there is one, which every reader takes and people have heard of. At least one format is always written. */
export const addressesOf = (self: Addresses): [Address, ...Address[]] =>
  FORMATS.flatMap((format): Address[] => {
    const href = self[format];
    return href === undefined ? [] : [{ format, href }];
  }) as [Address, ...Address[]];
