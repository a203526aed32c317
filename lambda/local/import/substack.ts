/** Substack's export: `posts.csv` and a file of HTML for each post. https://support.substack.com/hc/en-us/articles/360037466012 */
import { csvParse } from 'd3-dsv';
import { Html } from './dom.ts';
import { counted, type ImportedBlog, type ImportedPost } from './post.ts';

type Row = Record<string, string | undefined>;

/**
 * @param link address of the publication, which the export lacks
 * @returns undefined if the files are no export of Substack
 */
export function readSubstack(files: ReadonlyMap<string, string>, link: string | undefined): ImportedBlog | undefined {
  const [name, table] = [...files].find(([path]) => /(?:^|\/)posts\.csv$/.test(path)) ?? [];
  if (name === undefined || table === undefined) return undefined;
  const rows: Row[] = csvParse(table.replace(/^\ufeff/, ''));
  const folder = name.slice(0, -'posts.csv'.length);
  const fileOf = ({ post_id }: Row) => `${folder}posts/${post_id}.html`;
  const found = rows.filter((row) => row.post_id !== undefined && files.has(fileOf(row)));
  const isForAll = ({ audience = '' }: Row) => audience === '' || audience === 'everyone';
  return {
    title: '',
    ...(link === undefined ? {} : { link }),
    posts: found.map((row) => postOf(row, new Html(files.get(fileOf(row)) ?? '', fileOf(row)), isForAll(row), link)),
    media: [],
    left: counted(rows.length - found.length, 'post', ' without a text'),
    notes: [
      ...counted(found.filter((row) => isPublished(row) && !isForAll(row)).length, 'post', ' for subscribers only: written as drafts'),
      ...(link === undefined
        ? [
            'the export does not say the address of the publication: write it as link into linefeed.yaml, or import with --link, so that ids stay',
          ]
        : []),
    ],
  };
}

const isPublished = ({ is_published: published = '' }: Row): boolean => published.toLowerCase() === 'true';

/** Forms to subscribe, and buttons whose address Substack fills in for each reader. */
const isWidget = ({ attribs }: { attribs: Record<string, string> }, classes: string[]): boolean =>
  classes.some((name) => name.startsWith('subscription-widget-wrap')) ||
  (classes.includes('button-wrapper') && (attribs['data-attrs'] ?? '').includes('%%'));

function postOf(row: Row, page: Html, isForAll: boolean, link: string | undefined): ImportedPost {
  const [, slug = ''] = /^\d+\.(.+)$/.exec(row.post_id ?? '') ?? [];
  const [date, podcast] = [row.post_date ?? '', row.podcast_url ?? ''];
  const audio = /^https?:\/\/[^\s"<>]+$/.test(podcast) ? `<audio src="${podcast.replaceAll('&', '&amp;')}" controls></audio>\n` : '';
  const path = `/p/${slug}`;
  return {
    title: row.title ?? '',
    slug: slug || (row.post_id ?? ''),
    ...(Number.isNaN(Date.parse(date)) ? {} : { date: new Date(date).toISOString() }),
    draft: !isPublished(row) || !isForAll,
    ...(slug === '' ? {} : { path }),
    // The guid of Substack's feed.
    ...(slug === '' || link === undefined ? {} : { id: new URL(path, link).href }),
    categories: [],
    tags: [],
    authors: [],
    ...(row.subtitle ? { summary: row.subtitle } : {}),
    html: audio + page.without(isWidget),
  };
}
