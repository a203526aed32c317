/** Reads files for the addresses of their pages. */
import { limitOf } from '../limits.ts';
import { type Instant, type Key, type Site, UNDATED } from '../model.ts';
import { optional } from '../optional.ts';
import { Fields } from '../text/fields.ts';
import { SyntaxProblem } from '../text/syntax-problem.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import { readLink } from './address.ts';
import { attachmentLink } from './attachments.ts';
import { CONVENTIONS } from './conventions.ts';
import { withDefaults } from './defaults.ts';
import { type FrontMatter, readFrontMatter } from './front-matter.ts';
import { hasSections, type Page, SECTION, SITES, withPageCollections } from './pages.ts';
import { type PathFacts, readPath } from './path-facts.ts';
import { readDates, readLanguage, readTerms, readTitle } from './post-fields.ts';
import { withSections } from './sections.ts';
import { isAttachment } from './vault-files.ts';
import { hasNoPage, isDraft } from './visibility.ts';

export interface PageReading {
  kind: 'ignored';
  aside: true;
  page?: Page;
}

/** A file with a fault has no address: its own generator reports it. */
export async function parsePage(key: Key, bytes: Uint8Array, site: Site): Promise<PageReading> {
  if (isAttachment(key)) {
    const link = attachmentLink(key, site);
    return { kind: 'ignored', aside: true, ...(link && { page: { link } }) };
  }
  try {
    const front = await readFrontMatter(decodeUtf8(bytes), limitOf(site, 'frontMatter'));
    return {
      kind: 'ignored',
      aside: true,
      ...optional({ page: front || site.generator !== 'jekyll' ? pageOf(key, front, pagePlace(key, site)) : copied(key, site) }),
    };
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    return { kind: 'ignored', aside: true };
  }
}

/** Jekyll copies files without front matter, but not those of its own folders. */
function copied(key: Key, { link, source = '' }: Site): Page | undefined {
  const path = key.slice(source.length);
  return path.startsWith('_') ? undefined : { link: new URL(path.split('/').map(encodeURIComponent).join('/'), link).href };
}

/** Of a file that is no post by its front matter. */
export const pageBesidePosts = (key: Key, front: FrontMatter | undefined, site: Site): Page | undefined =>
  pageOf(key, front, { path: readPath(key, site), site });

interface Place {
  path: PathFacts;
  site: Site;
  /** As in Jekyll's defaults. */
  type?: string;
}

function pageOf(key: Key, front: FrontMatter | undefined, { path, site, type }: Place): Page | undefined {
  if (!front && !CONVENTIONS[site.generator].plainPages) return undefined;
  const { data: own, source } = front ?? { data: {}, source: '' };
  const data = withSections(withDefaults(own, key, path, site, type), key, path, site);
  const fields = new Fields({ key, data, source, ...(CONVENTIONS[site.generator].anyCase && { anyCase: true }) });
  return hasNoPage(fields, site) ? undefined : readPage(fields, key, path, site);
}

/** For a file out of the posts: its facts and the site by which it has an address. */
function pagePlace(key: Key, given: Site): Place {
  const site = withPageCollections(given);
  if (site.generator === 'jekyll') {
    const path = readPath(key, site);
    if (path.collection !== undefined) return { path, site, type: path.collection };
    return { path: readPath(key, { ...site, roots: [] }), site: { ...site, permalink: jekyllTemplate(key, site) }, type: 'pages' };
  }
  if (!SECTION.test(key) || !hasSections(site)) return { path: readPath(key, site), site, type: 'pages' };
  const path = readPath(key.replace(SECTION, '$1index'), site);
  const { permalinks: _, ...rest } = site;
  return { path, site: { ...rest, permalink: path.inside === 'index' ? '/' : '/:sections/:slug/' }, type: 'pages' };
}

/** https://github.com/jekyll/jekyll/blob/v4.3.1/lib/jekyll/page.rb `template` */
function jekyllTemplate(key: Key, { source = '', sitePages }: Site): string {
  if (/(?:^|\/)index\.\w+$/.test(key)) return key.slice(source.length).includes('/') ? '/:path/' : '/';
  return `/:path${sitePages?.ending ?? ':output_ext'}`;
}

/** An address by a date differs for this one. */
const OTHER_DAY: Instant = '2001-02-03T04:05:06.000Z';

/** @returns undefined for a draft, and for a page whose address is not known */
function readPage(fields: Fields, key: Key, path: PathFacts, site: Site): Page | undefined {
  const { generator } = site;
  if (!(generator === 'obsidian' || SITES[generator]) || (generator === 'astro' && !key.startsWith('src/pages/'))) return undefined;
  if (isDraft(fields, path, site)) return undefined;
  const language = readLanguage(fields, path, site);
  const terms = readTerms(fields, path, site, { authors: [], language });
  const dates = readDates(fields, path, site, true);
  const post = { key, slug: fields.text('slug') ?? path.slug, title: readTitle(fields, path, site), terms };
  const linkOn = (published: Instant) => readLink(fields, { ...post, published }, path, site);
  const link = linkOn(dates?.addressed ?? UNDATED);
  const isKnown = dates !== undefined || link === linkOn(OTHER_DAY);
  if (!isKnown || fields.problems.some(({ severity }) => severity === 'error')) return undefined;
  const [code] = terms.languages;
  return { link, ...optional({ language: code, published: dates?.published, expires: dates?.expires }) };
}
