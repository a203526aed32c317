/** Where each tool publishes its feeds, so that subscribers of a blog that moves find them there. */
import type { AddressScheme, Format, Site, TermPaths } from '../model.ts';
import { baseOf, localTaxonomy, type Taxonomy } from '../taxonomies.ts';
import type { OwnFeedSetting } from './own-feeds.ts';

export interface ToolAddresses {
  /** Of the main feed. */
  feeds: Partial<Record<Format, string>>;
  terms: TermPaths;
  /** Of the site's own. */
  taxonomies?: Taxonomy[];
  /** Others that have feeds. */
  fed?: Taxonomy[];
  /** Basic ones without feeds, unless subscribers have them already. */
  unfed?: Taxonomy[];
  termLists?: NonNullable<Site['termLists']>;
  /** Whether sections have feeds, and those of which the opposite is true. */
  sectionFeeds?: NonNullable<Site['sectionFeeds']>;
  /** Those of posts in other languages: `de:tags`. */
  local?: Taxonomy[];
  ownFeeds?: OwnFeedSetting[];
  /** A condition. */
  mainExclude?: string;
}

const HUGO_TERMS = ['categories', 'tags', 'authors'] as const;

/** @param path of the language: `de/` */
export const localTerms = (terms: TermPaths, code: string, path: string, taxonomies: readonly Taxonomy[]): TermPaths =>
  Object.fromEntries(
    taxonomies.map((taxonomy) => [
      localTaxonomy(code, taxonomy),
      Object.fromEntries(
        Object.entries(terms[taxonomy] ?? {}).map(([format, templates]) => [format, templates.map((each) => path + each)]),
      ),
    ]),
  );

/** @param folder of the main language */
export const hugoTerms = (name: string, folder = '', own: readonly Taxonomy[] = []): TermPaths => ({
  ...Object.fromEntries([...HUGO_TERMS, ...own].map((taxonomy) => [taxonomy, { rss: [`${folder}${taxonomy}/:slug/${name}`] }])),
  languages: { rss: [`:slug/${name}`] },
  sections: { rss: [`${folder}:slug/${name}`] },
});

/**
 * Defaults of the tools. https://github.com/jekyll/jekyll-feed, https://gohugo.io/templates/rss/,
 * https://www.getzola.org/documentation/templates/feeds/, https://docs.astro.build/en/recipes/rss/,
 * https://quartz.jzhao.xyz/features/RSS-Feed, https://developer.wordpress.org/advanced-administration/wordpress/feeds/, https://ghost.org/docs/
 */
export const TOOL_ADDRESSES: Record<AddressScheme, ToolAddresses> = {
  linefeed: { feeds: {}, terms: {} },
  jekyll: { feeds: { atom: 'feed.xml' }, terms: { languages: { atom: [':slug/feed.xml'] } } },
  hugo: { feeds: { rss: 'index.xml' }, terms: hugoTerms('index.xml') },
  zola: { feeds: {}, terms: { languages: { atom: [':slug/atom.xml'] } } },
  astro: { feeds: { rss: 'rss.xml' }, terms: {} },
  // The plug-in has no default address.
  eleventy: { feeds: {}, terms: {} },
  quartz: { feeds: { rss: 'index.xml' }, terms: {} },
  wordpress: {
    feeds: { rss: 'feed/', atom: 'feed/atom/' },
    terms: {
      categories: { rss: ['category/:slug/feed/'], atom: ['category/:slug/feed/atom/'] },
      tags: { rss: ['tag/:slug/feed/'], atom: ['tag/:slug/feed/atom/'] },
      authors: { rss: ['author/:slug/feed/'], atom: ['author/:slug/feed/atom/'] },
    },
  },
  ghost: {
    feeds: { rss: 'rss/' },
    terms: { tags: { rss: ['tag/:slug/rss/'] }, authors: { rss: ['author/:slug/rss/'] } },
  },
};

export const ADDRESS_SCHEMES = Object.keys(TOOL_ADDRESSES) as AddressScheme[];

/** Leaves out a template that an earlier taxonomy has. Sections have no names of languages. */
export function distinctPaths(terms: TermPaths): TermPaths {
  const seen = new Set<string>();
  const isNew = (template: string) => !seen.has(template.toLowerCase()) && seen.add(template.toLowerCase());
  return Object.fromEntries(
    Object.entries(terms).map(([taxonomy, formats]) => [
      taxonomy,
      Object.fromEntries(
        Object.entries(formats ?? {}).filter(([, templates]) => baseOf(taxonomy) === 'sections' || templates.every(isNew)),
      ),
    ]),
  );
}
