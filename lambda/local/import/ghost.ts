/** Ghost's export in JSON. https://ghost.org/docs/migration/ghost/ */
import { isMap } from '../../core/text/is-map.ts';
import { counted, type ImportedBlog, type ImportedPost } from './post.ts';

type Row = Record<string, unknown>;

const rows = (value: unknown): Row[] => (Array.isArray(value) ? value.filter(isMap) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
/** For members or those who pay. */
const isLocked = ({ visibility }: Row): boolean => !['', 'public'].includes(text(visibility));

/** @returns undefined if the text is no export of Ghost */
export function readGhost(source: string): ImportedBlog | undefined {
  const parsed: unknown = JSON.parse(source);
  const [first] = rows(isMap(parsed) ? (parsed.db ?? [parsed]) : []);
  const data = isMap(first?.data) ? first.data : undefined;
  if (!data || !Array.isArray(data.posts)) return undefined;
  const settings = new Map(rows(data.settings).map(({ key, value }) => [key, text(value)]));
  const all = rows(data.posts);
  const isPage = ({ page, type }: Row) => page === 1 || page === true || type === 'page';
  const pages = all.filter(isPage).length;
  const named = (list: unknown, links: unknown, own: string) => {
    const byId = new Map(rows(list).map((row) => [row.id, row]));
    const byPost = new Map<unknown, Row[]>();
    for (const link of rows(links)) {
      const found = byId.get(link[own]);
      const known = byPost.get(link.post_id);
      if (found && known) known.push(found);
      else if (found) byPost.set(link.post_id, [found]);
    }
    return ({ id }: Row): Row[] => byPost.get(id) ?? [];
  };
  const tagsOf = named(data.tags, data.posts_tags, 'tag_id');
  const authorsOf = named(data.users, data.posts_authors, 'author_id');
  const link = settings.get('url') || undefined;
  const own = all.filter((row) => !isPage(row));
  const posts = own.map((row) => postOf(row, tagsOf(row), authorsOf(row), link));
  return {
    title: settings.get('title') ?? '',
    ...(link ? { link } : {}),
    posts,
    media: [],
    notes: counted(own.filter(isLocked).length, 'post', ' for members: written as drafts'),
    left: counted(pages, 'page'),
  };
}

function postOf(row: Row, tags: readonly Row[], authors: readonly Row[], link: string | undefined): ImportedPost {
  const names = (all: readonly Row[]) => all.map(({ name }) => text(name)).filter((name) => name !== '' && !name.startsWith('#'));
  // Ghost's own form of an address that is the blog's.
  const absolute = (value: string) =>
    link ? value.replaceAll('__GHOST_URL__', link.replace(/\/$/, '')) : value.replaceAll('__GHOST_URL__', '');
  const date = text(row.published_at) || text(row.created_at);
  const summary = text(row.custom_excerpt);
  return {
    title: text(row.title),
    slug: text(row.slug),
    ...(date ? { date } : {}),
    ...(text(row.updated_at) ? { updated: text(row.updated_at) } : {}),
    draft: (text(row.status) !== 'published' && text(row.status) !== 'scheduled') || isLocked(row),
    path: `/${text(row.slug)}/`,
    // The guid of Ghost's feeds.
    ...(row.comment_id || row.id ? { id: String(row.comment_id || row.id) } : {}),
    categories: [],
    tags: names(tags),
    authors: names(authors),
    ...(summary ? { summary } : {}),
    ...(text(row.feature_image) ? { image: absolute(text(row.feature_image)) } : {}),
    html: absolute(text(row.html)),
  };
}
