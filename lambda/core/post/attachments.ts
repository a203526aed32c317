/** Addresses of attachments. On demand: few blogs are vaults. */
import { MEDIA_ENDINGS } from '../document-names.ts';
import type { Key, Links, Post, Site } from '../model.ts';
import { quartzSlug } from './slug.ts';
import { decoded, folderOf, joined } from './source-links.ts';
import { servedAt } from './source-pictures.ts';
import { findsByName, isAttachment, ROOT, type Vault } from './vault-files.ts';

const NOT_OWN = /^(?:[a-z][a-z\d+.-]*:|\/\/|[#?]|$)/i;

/** Where the site or the feeds have an attachment. */
export function attachmentLink(key: Key, { attachments, link, media }: Vault): string | undefined {
  if (attachments) return new URL(encoded(key.slice(ROOT.length)), link).href;
  const ending = key.slice(key.lastIndexOf('.') + 1).toLowerCase();
  return MEDIA_ENDINGS.includes(ending) ? servedAt(media?.base ?? '', key) : undefined;
}

const encoded = (path: string): string => quartzSlug(path).split('/').map(encodeURIComponent).join('/');

export interface Attachment {
  /** Absent if its place is not known. */
  url?: string;
  /** That no file has the name. */
  missing?: string;
}

/** @returns undefined for another file */
export function attachmentOf(path: string, { key, link }: Pick<Post, 'key' | 'link'>, site: Vault, links: Links): Attachment | undefined {
  const plain = ownPath(path, site);
  if (plain === undefined) return undefined;
  const names = findsByName(site) ? namesOf(plain, key, site).filter((name) => Object.hasOwn(links, name)) : [];
  const url = names.map((name) => links[name]).find((found) => found);
  if (url) return { url };
  const missing = `${plain}: no file of the vault has this name, so feeds cannot show it; correct the name or upload the file`;
  return { ...(site.attachments && { url: inQuartz(plain, link, site) }), ...(names.length > 0 && { missing }) };
}

/** Of a link to no note. @returns undefined for one that stays */
export function linkedFile(href: string, post: Pick<Post, 'key' | 'link'>, site: Vault, links: Links): string | undefined {
  const [, path = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(href) ?? [];
  const attached = attachmentOf(path, post, site, links)?.url;
  if (attached !== undefined) return attached + rest;
  return site.attachments && !NOT_OWN.test(href) ? inQuartz(decoded(path), post.link, site) + rest : undefined;
}

/** quartz/util/path.ts `transformLink` */
function inQuartz(plain: string, note: string, { attachments, link }: Vault): string {
  const { up, below } = partsOf(plain);
  const [from, steps] = attachments === 'relative' ? [note, up] : [link, up.slice(1)];
  const end = plain.endsWith('/') && below !== '' ? '/' : '';
  return new URL([...steps, encoded(below) + end].join('/'), from).href;
}

/** @returns the path of an attachment, without query and escapes */
function ownPath(path: string, { generator }: Pick<Site, 'generator'>): string | undefined {
  const plain = decoded(path.replace(/[?#].*$/, '')).trim();
  return generator === 'obsidian' && !NOT_OWN.test(path) && isAttachment(plain) ? plain : undefined;
}

function partsOf(path: string): { up: string[]; below: string } {
  const segments = path.split('/').filter((segment) => segment !== '');
  const isStep = (segment: string) => segment === '.' || segment === '..';
  return { up: segments.filter(isStep), below: segments.filter((segment) => !isStep(segment)).join('/') };
}

/** For the resolver, best first. */
function namesOf(plain: string, key: Key, { attachments }: Vault): string[] {
  const { up, below } = partsOf(plain);
  // Quartz finds names alone.
  if (attachments) return below.includes('/') || up.includes('..') || up.length > 1 ? [] : [below];
  return [...new Set([(plain.startsWith('/') ? undefined : joined(folderOf(key), plain)) ?? below, below])];
}

const NAMED =
  /!\[\[([^[\]|#\n]{1,1000})|\[[^[\]\n]{0,1000}\]\([ \t]*<?([^<>()\n]{1,1000})|<img\b[^<>]{0,1000}?\bsrc[ \t]*=[ \t]*["']([^"'<>\n]{1,1000})/gi;

/** Distinct names of all attachments, at most `most`. */
export function attachmentNames(body: string, key: Key, site: Vault, most: number): string[] {
  const names = new Set<string>();
  for (const [, embedded, linked, src] of body.matchAll(NAMED)) {
    if (names.size > most) break;
    const plain = ownPath((embedded ?? linked ?? src ?? '').replace(/\\$|\s+"[^"]*"$/, ''), site);
    for (const name of plain ? namesOf(plain, key, site) : []) names.add(name);
  }
  return [...names].slice(0, most);
}
