/** WordPress's export, WXR. https://wordpress.org/documentation/article/tools-export-screen/ */
import { parseXml } from '../../../core/feed/parse-xml.ts';
import { withoutMarkup } from '../../../core/text/plain-title.ts';
import { counted, type ImportedBlog, type ImportedPost } from '../post.ts';
import { contentOf, titleOf } from './content.ts';
import { movedFeeds, type UsedTerm } from './moved-feeds.ts';
import { Attachments } from './shortcodes.ts';

interface Item {
  /** By name with prefix: `wp:post_id` */
  fields: Map<string, string>;
  categories: { domain: string; name: string; slug: string }[];
  meta: Map<string, string>;
}

/** @throws Error with line and column if the XML is not well-formed */
export function readWxr(text: string): ImportedBlog {
  const channel = new Map<string, string>();
  const items: Item[] = [];
  const authors = new Map<string, string>();
  let login = '';
  let item: Item | undefined;
  let [domain, slug] = ['', ''];
  const parents = new Map<string, string>();
  let key = '';
  let content = '';
  parseXml(
    text,
    {
      opentag({ name, attributes }) {
        if (name === 'item') item = { fields: new Map(), categories: [], meta: new Map() };
        domain = attributes.domain?.value ?? '';
        if (name === 'category') slug = attributes.nicename?.value ?? '';
        content = '';
      },
      text(part) {
        content += part;
      },
      closetag({ name }) {
        if (name === 'item' && item) {
          items.push(item);
          item = undefined;
        } else if (name === 'wp:author_login') login = content.trim();
        else if (name === 'wp:author_display_name') authors.set(login, content.trim());
        else if (name === 'wp:category_nicename') slug = content.trim();
        else if (name === 'wp:category_parent') parents.set(slug, content.trim());
        else if (!item) channel.set(name, channel.get(name) ?? content.trim());
        else if (name === 'category') item.categories.push({ domain, name: withoutMarkup(content.trim()), slug });
        else if (name === 'wp:meta_key') key = content.trim();
        else if (name === 'wp:meta_value') item.meta.set(key, content.trim());
        else item.fields.set(name, item.fields.get(name) ?? content);
        content = '';
      },
    },
    true,
  );
  const kind = (wanted: string) => items.filter(({ fields }) => fields.get('wp:post_type') === wanted);
  const attachments = kind('attachment').flatMap(({ fields, meta }) => {
    const of = (name: string) => fields.get(name)?.trim() ?? '';
    const url = of('wp:attachment_url');
    const alt = meta.get('_wp_attachment_image_alt') ?? '';
    return url ? [{ id: of('wp:post_id'), url, parent: of('wp:post_parent'), order: Number(of('wp:menu_order')), alt }] : [];
  });
  const blog = { attachments: new Attachments(attachments), authors, language: channel.get('language') };
  const published = kind('post').filter(({ fields }) => fields.get('wp:status') !== 'trash');
  const posts = published.map((each) => postOf(each, blog));
  const locked = published.filter(isLocked).length;
  return {
    title: channel.get('title') ?? '',
    link: channel.get('wp:base_blog_url') || channel.get('link'),
    posts,
    notes: counted(locked, 'post', ' with a password: written as drafts'),
    settings: movedFeeds(published.filter((each) => isPublic(each)).flatMap((each) => termsOf(each, authors, parents))),
    media: attachments.map(({ url }) => url),
    left: [...counted(kind('page').length, 'page'), ...counted(kind('post').length - published.length, 'post', ' in the trash')],
  };
}

/** `2015-01-02 03:04:05`; WordPress writes zeros for drafts. */
const instant = (text: string | undefined): string | undefined =>
  text && /^[1-9]\d{3}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? `${text.replace(' ', 'T')}Z` : undefined;

const isLocked = ({ fields }: Item): boolean => Boolean(fields.get('wp:post_password')?.trim());

const isPublic = (item: Item): boolean => item.fields.get('wp:status')?.trim() === 'publish' && !isLocked(item);

const TAXONOMIES: Record<string, UsedTerm['taxonomy']> = { category: 'categories', post_tag: 'tags' };

function termsOf({ categories, fields }: Item, authors: ReadonlyMap<string, string>, parents: ReadonlyMap<string, string>): UsedTerm[] {
  const login = fields.get('dc:creator')?.trim() ?? '';
  const terms = categories.flatMap(({ domain, name, slug }): UsedTerm[] => {
    const taxonomy = TAXONOMIES[domain];
    return taxonomy === undefined || slug === ''
      ? []
      : [{ taxonomy, name, path: decoded(pathOf(slug, taxonomy === 'tags' ? undefined : parents)) }];
  });
  // WordPress makes the slug of an author from the login; others than these it changes.
  return /^[\w-]+$/.test(login) ? [...terms, { taxonomy: 'authors', name: authors.get(login) || login, path: login.toLowerCase() }] : terms;
}

/** `music/records`: with the categories around it. */
function pathOf(slug: string, parents: ReadonlyMap<string, string> = new Map()): string {
  const path = [slug];
  for (let above = parents.get(slug); above && !path.includes(above); above = parents.get(above)) path.unshift(above);
  return path.join('/');
}

interface Blog {
  attachments: Attachments;
  /** Names that readers see, by login. */
  authors: ReadonlyMap<string, string>;
  language: string | undefined;
}

function postOf(item: Item, { attachments, authors, language }: Blog): ImportedPost {
  const { fields, categories, meta } = item;
  const get = (name: string) => fields.get(name)?.trim() ?? '';
  const of = (wanted: string) => [
    // In the database, names are HTML.
    ...new Set(categories.filter(({ domain }) => domain === wanted).map(({ name }) => name)),
  ];
  const status = get('wp:status');
  const link = URL.canParse(get('link')) ? new URL(get('link')) : undefined;
  const id = Number(get('wp:post_id'));
  // PowerPress and WordPress itself; Seriously Simple Podcasting.
  const enclosure = meta.get('enclosure') || meta.get('audio_file');
  const image = attachments.get(meta.get('_thumbnail_id') ?? '')?.url;
  return {
    title: titleOf(get('title'), language),
    slug: decoded(get('wp:post_name')) || `post-${id}`,
    date: instant(get('wp:post_date_gmt')) ?? instant(get('wp:post_date')),
    updated: instant(get('wp:post_modified_gmt')),
    draft: (status !== 'publish' && status !== 'future') || isLocked(item),
    ...(link && link.search === '' && link.pathname !== '/' ? { path: link.pathname } : {}),
    ...(get('guid') ? { id: get('guid') } : {}),
    wordpressId: id,
    categories: of('category'),
    tags: of('post_tag'),
    authors: get('dc:creator') ? [authors.get(get('dc:creator')) || get('dc:creator')] : [],
    ...(get('excerpt:encoded') ? { summary: get('excerpt:encoded').replace(/<[^<>]*>/g, '') } : {}),
    ...(image ? { image } : {}),
    ...(enclosure ? { enclosure: enclosure.replace(/\r/g, '') } : {}),
    html: contentOf(fields.get('content:encoded') ?? '', { attachments, post: get('wp:post_id') }, language),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
