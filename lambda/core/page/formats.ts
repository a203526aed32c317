import type { Addresses } from '../feed/feed-document.ts';
import { FORMATS, type Format } from '../model.ts';

export const FORMAT_NAMES: Record<Format, string> = { rss: 'RSS', atom: 'Atom', json: 'JSON' };

/** Without parameters. */
export const MEDIA_TYPES: Record<Format, string> = {
  rss: 'application/rss+xml',
  atom: 'application/atom+xml',
  json: 'application/feed+json',
};

export interface Address {
  format: Format;
  href: string;
}

/** By preference: every reader takes RSS. */
export const addressesOf = (self: Addresses): [Address, ...Address[]] =>
  FORMATS.flatMap((format): Address[] => {
    const href = self[format];
    return href === undefined ? [] : [{ format, href }];
  }) as [Address, ...Address[]];
