import type { Note } from '../html/alternatives.ts';
import type { Links, Post, Site } from '../model.ts';
import { assetOf, hasAssets } from '../post/asset-pictures.ts';
import { sourceTarget } from '../post/source-links.ts';
import { isRenamed, renamedPicture, servedAt } from '../post/source-pictures.ts';

type Vaults = typeof import('../post/attachments.ts');

/** Addresses of links to sources, and a warning for each that no live post answers. */
export class SourceLinks {
  private readonly post: Pick<Post, 'key' | 'link' | 'terms' | 'files'>;
  private readonly links: Links;
  private readonly site: Site;
  private readonly vault: Vaults | undefined;
  private readonly noted = new Map<string, Note>();

  /** @param vault for vaults */
  constructor(post: SourceLinks['post'], links: Links, site: Site, vault?: Vaults) {
    this.vault = vault;
    this.post = post;
    this.links = links;
    this.site = site;
  }

  get notes(): Note[] {
    return [...this.noted.values()];
  }

  /** @returns undefined for another link, which stays */
  addressOf(href: string): string | undefined {
    const target = sourceTarget(href, this.post.key, this.site, this.post.terms.languages[0]);
    const url = target?.names.map((name) => this.linkOf(name)).find((found) => found !== undefined);
    if (target && url !== undefined) return url + target.rest;
    if (!target?.isSource) return this.vault?.linkedFile(href, this.post, this.site, this.links);
    if (target.names.some((name) => Object.hasOwn(this.links, name)))
      this.noted.set(href, { message: messageOf(href, this.linkOf(target.nearest)), quote: quoteOf(href) });
    return undefined;
  }

  /** A copy below `media/`, of what Hugo and Astro rename. Astro alone knows the names that it gives to pictures beside posts: the copy below `media/`, or a warning. */
  pictureOf(src: string): string | undefined {
    const asset = hasAssets(this.site) ? assetOf(src, this.site.link) : undefined;
    if (asset && this.post.files?.[asset]) return servedAt(this.site.media?.base ?? '', asset);
    const attached = this.vault?.attachmentOf(src, this.post, this.site, this.links);
    if (attached?.missing !== undefined) this.noted.set(src, { message: attached.missing, quote: quoteOf(src) });
    if (attached || !isRenamed(src, this.site)) return attached?.url;
    const copy = renamedPicture(src, this.post.key, this.site);
    if (copy !== undefined) return copy;
    const message = `${src}: Astro publishes this picture under another name, so feeds do not show it; ${this.site.media?.base === undefined ? 'write media: copy into linefeed.yaml, or ' : ''}put it into public, and write its path there, such as /${nameOf(src)}`;
    this.noted.set(src, { message, quote: quoteOf(src) });
    return undefined;
  }

  private linkOf(name: string): string | undefined {
    return (Object.hasOwn(this.links, name) ? this.links[name] : null) ?? undefined;
  }
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const messageOf = (href: string, nearest: string | undefined): string =>
  `${href}: no live post or page has this path; the link stays as it is; ${nearest === undefined ? '' : `did you mean ${nearest}? `}correct the path or publish that post`;

/** As the author may have written it. */
function quoteOf(href: string): string {
  try {
    return decodeURI(href);
  } catch {
    return href;
  }
}
