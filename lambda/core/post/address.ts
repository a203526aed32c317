/** The address of a post, as its generator makes it. */
import { exceeds, limitOf } from '../limits.ts';
import type { Post, Site } from '../model.ts';
import { type Fields, webAddress } from '../text/fields.ts';
import { CONVENTIONS } from './conventions.ts';
import { eleventyAddress } from './eleventy-address.ts';
import type { PathFacts } from './path-facts.ts';
import { permalink, unknownTokens } from './permalink.ts';
import type { Address } from './permalink-tokens.ts';
import { titleFromSlug } from './slug.ts';

/** @returns an absolute address below `Site.link` */
export function readLink(
  fields: Fields,
  post: Pick<Post, 'key' | 'slug' | 'title' | 'published' | 'terms'>,
  path: PathFacts,
  site: Site,
): string {
  const { slug, title, published, terms } = post;
  const { generator, timezone } = site;
  const [ownSlug, { section, fileName, collection, inside }] = [fields.text('slug'), path];
  const address: Address = {
    generator,
    published,
    slug,
    title: title || titleFromSlug(path.slug) || path.fileName,
    categories: terms.categories,
    section,
    fileName,
    collection,
    inside,
    ownSlug,
  };
  const [top = ''] = section.split('/');
  const ofCollection = collection === undefined ? undefined : site.collections?.[collection];
  const usual = ofCollection ?? site.permalinks?.[top] ?? site.permalink;
  const own = ownPermalink(fields, post, path, site);
  const folder = languageFolder(path.language ?? (generator === 'jekyll' ? terms.languages[0] : undefined), own, site);
  const link = site.link + folder + withEnding(permalink(own ?? usual, address, timezone), own === undefined, site);
  const longest = limitOf(site, 'address');
  if (link.length > longest) {
    const field = fields.find('permalink', 'url', 'slug', 'title')?.field ?? 'slug';
    fields.report(field, `the address of the post is too long: ${exceeds(longest, 'characters', link.length)}; write a shorter slug`);
  }
  return link;
}

/** A path from the root ignores it, but not in Jekyll, whose plugins put a whole site into it. Eleventy and Astro have it in the file's path. */
function languageFolder(code: string | undefined, own: string | undefined, { generator, languages = {} }: Site): string {
  const isInPath = generator === 'eleventy' || generator === 'astro' || (own?.startsWith('/') && generator !== 'jekyll');
  return code === undefined || isInPath ? '' : (languages[code]?.path ?? '');
}

/** Zola ends each path with a slash, Hugo each without a file ending. */
function withEnding(path: string, isUsual: boolean, { generator }: Site): string {
  const isFile = generator === 'hugo' ? (isUsual ? /\.html$/ : /\.\w+$/).test(path) : generator !== 'zola';
  return isFile || path === '' ? path : path.replace(/\/?$/, '/');
}

/** The catalog stores every alias. */
const MAX_ALIASES = 20;

/** Old addresses: `redirect_from` (jekyll-redirect-from), `aliases` (Hugo); Obsidian's `aliases` are names. */
export function readAliases(fields: Fields, site: Site): string[] | undefined {
  const given = [fields.find('redirect_from')?.value, fields.find('aliases')?.value].flat();
  const addresses = given.flatMap((value) => {
    if (typeof value !== 'string' || !/^\/|^https?:\/\//i.test(value)) return [];
    const path = value.replace(/^\/+/, '');
    return webAddress(URL.canParse(path, site.link) ? new URL(path, site.link).href : '') ?? [];
  });
  return addresses.length > 0 ? [...new Set(addresses)].slice(0, MAX_ALIASES) : undefined;
}

const SCHEME = /^(?:[a-z][a-z\d+.-]*:)?\/\//i;

function ownPermalink(fields: Fields, post: Pick<Post, 'key' | 'published'>, path: PathFacts, site: Site): string | undefined {
  const found = fields.find('permalink');
  if (!found) {
    // A `url` with a host is an external page.
    const { url: meaning } = CONVENTIONS[site.generator];
    // Zola's `path` is always from the root.
    if (site.generator === 'zola') return fields.text('path')?.replace(/^\/*/, '/');
    const url = meaning === 'other' ? undefined : fields.text('url');
    return url === undefined || SCHEME.test(url) || (meaning === 'path' && !url.startsWith('/')) ? undefined : url;
  }
  const expected = 'a path such as /2026/03/hello/ or /:year/:title/';
  if (typeof found.value === 'boolean') return fields.parsed(expected, () => undefined, 'permalink');
  const expanded = (text: string) => (site.generator === 'eleventy' ? eleventyAddress(text, fields, post, path, site) : text);
  const isPath = (text: string) => !SCHEME.test(text) && !/\{[{%]/.test(text) && unknownTokens(text).length === 0;
  return fields.parsed(
    expected,
    (text) => {
      const own = expanded(text);
      return own !== undefined && isPath(own) ? own : undefined;
    },
    'permalink',
  );
}
