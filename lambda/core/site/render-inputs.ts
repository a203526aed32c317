/**
 * Includes, data and templates of shortcodes, identified by name alone, to classify events. https://jekyllrb.com/docs/includes/
 * https://jekyllrb.com/docs/datafiles/ https://gohugo.io/templates/shortcode/ https://www.getzola.org/documentation/content/shortcodes/
 */
import type { Key, Site } from '../model.ts';
import { excludes } from '../post/selection.ts';

/** In `state/materials/`: too large for the catalog. */
export interface RenderInputs {
  /** By path below `_includes`; templates of shortcodes by their whole path: `layouts/shortcodes/note.html` */
  includes: Record<string, string>;
  /** `site.data` in templates. */
  data: Record<string, unknown>;
}

export const PLACE =
  /^(?:.*\/)?(?=_(?:includes|data)\/)|^(?:.*\/)?(?=(?:themes\/[^/]+\/)?(?:layouts\/_?(?:shortcodes|partials)|templates\/shortcodes)\/)/;
export const INCLUDE = /^_includes\/((?:[^./~#][^/]*\/)*[^./~#][^/]*)$/;
export const DATA = /^_data\/((?:[^./][^/]*\/)*[^./][^/]*)\.(yml|yaml|json|csv|tsv)$/;

/** Of the site itself or of a theme. */
const HUGO = /^(?:themes\/[^./][^/]*\/)?layouts\/_?(?:shortcodes|partials)\/.+\.html$/;
const ZOLA = /^(?:themes\/[^./][^/]*\/)?templates\/shortcodes\/.+\.(?:html|md)$/;
const ELEVENTY = /(?:^|\/)_includes\/((?:[^./~#][^/]*\/)*[^./~#][^/]*)$/;

export const isTemplate = (path: string): boolean => HUGO.test(path) || ZOLA.test(path);
const isOne = (path: string): boolean => INCLUDE.test(path) || DATA.test(path) || isTemplate(path);

export const isRenderInput = (key: Key): boolean => isOne(key.replace(PLACE, ''));

export function renderInputSelector(site: Pick<Site, 'generator' | 'liquid' | 'posts' | 'source'>): (key: Key) => boolean {
  const isExcluded = excludes(site);
  const templates = { hugo: HUGO, zola: ZOLA, eleventy: site.liquid ? ELEVENTY : undefined }[site.generator as string];
  if (templates) return (key) => templates.test(key) && !isExcluded(key);
  if (site.generator !== 'jekyll' || !site.liquid) return () => false;
  const { source = '' } = site;
  return (key) => key.startsWith(source) && isOne(key.slice(source.length)) && !isExcluded(key);
}
