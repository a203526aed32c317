/** Feeds of terms that are not where their names lead: https://developer.wordpress.org/advanced-administration/wordpress/feeds/ */
import { byTaxonomy, withSlugs } from '../../../core/catalog/terms.ts';
import { TOOL_ADDRESSES } from '../../../core/site/feed-addresses.ts';
import { oldPath } from '../../../core/site/setting-readers.ts';

/** A term of published posts, and its path in WordPress. */
export interface UsedTerm {
  taxonomy: 'categories' | 'tags' | 'authors';
  name: string;
  /** `ada`; of a category within another one, `music/records` */
  path: string;
}

const { terms: TEMPLATES } = TOOL_ADDRESSES.wordpress;

/** Lines of `linefeed.yaml`. */
export function movedFeeds(terms: readonly UsedTerm[]): string[] {
  const namesOf = (taxonomy: string) => new Set(terms.filter((term) => term.taxonomy === taxonomy).map(({ name }) => name));
  const slugs = withSlugs(
    byTaxonomy(() => ({})),
    byTaxonomy(namesOf),
    { addresses: 'wordpress', termPaths: TEMPLATES },
  );
  const moved = new Map<string, string>();
  for (const { taxonomy, name, path } of terms)
    for (const [template = ''] of Object.values(TEMPLATES[taxonomy] ?? {})) {
      const [from, to] = [oldPath(template.replace(':slug', path)), template.replace(':slug', slugs[taxonomy]?.[name] ?? '')];
      if (from !== undefined && from !== to) moved.set(from, to);
    }
  const lines = [...moved].sort().map(([from, to]) => `    ${JSON.stringify(from)}: ${JSON.stringify(to)}`);
  return lines.length > 0 ? ['feeds:', '  moved:', ...lines] : [];
}
