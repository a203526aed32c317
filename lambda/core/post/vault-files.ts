/** Which files are attachments of vaults. Notes name them by a path, or by their name anywhere in the vault. */
import { MEDIA_ENDINGS } from '../document-names.ts';
import type { Key, Site } from '../model.ts';

export type Vault = Pick<Site, 'generator' | 'link' | 'attachments' | 'media'>;

/** Quartz's. */
export const ROOT = 'content/';
const ATTACHMENT = new RegExp(`\\.(?:${MEDIA_ENDINGS.join('|')}|svg|bmp|3gp|mkv|pdf)$`, 'i');

export const isAttachment = (key: Key): boolean => ATTACHMENT.test(key);

/** Whether the address of an attachment depends on the other files. */
export const findsByName = ({ generator, attachments, media }: Partial<Vault>): boolean =>
  attachments ? attachments === 'shortest' : generator === 'obsidian' && media?.base !== undefined;

/** Whether it has a row. */
export const isKnownAttachment = (key: Key, site: Vault): boolean =>
  isAttachment(key) && findsByName(site) && !/(?:^|\/)\./.test(key) && (!site.attachments || key.startsWith(ROOT));
