/** WordPress's export, WXR. https://wordpress.org/documentation/article/tools-export-screen/ */
import { parseXml } from '../../core/feed/parse-xml.ts';
import { counted, type ImportedBlog, type ImportedPost } from './post.ts';
import { type Attachment, contentOf } from './wordpress-content.ts';

interface Item {
  /** By name with prefix: `wp:post_id` */
  fields: Map<string, string>;
  categories: { domain: string; name: string }[];
  meta: Map<string, string>;
}

/** @throws Error with line and column if the XML is not well-formed */
export function readWxr(text: string): ImportedBlog {
  const channel = new Map<string, string>();
  const items: Item[] = [];
  let item: Item | undefined;
  let domain = '';
  let key = '';
  let content = '';
  parseXml(
    text,
    {
      opentag({ name, attributes }) {
        if (name === 'item') item = { fields: new Map(), categories: [], meta: new Map() };
        domain = attributes.domain?.value ?? '';
        content = '';
      },
      text(part) {
        content += part;
      },
      closetag({ name }) {
        if (name === 'item' && item) {
          items.push(item);
          item = undefined;
        } else if (!item) channel.set(name, channel.get(name) ?? content.trim());
        else if (name === 'category') item.categories.push({ domain, name: content.trim() });
        else if (name === 'wp:meta_key') key = content.trim();
        else if (name === 'wp:meta_value') item.meta.set(key, content.trim());
        else item.fields.set(name, item.fields.get(name) ?? content);
        content = '';
      },
    },
    true,
  );
  const kind = (wanted: string) => items.filter(({ fields }) => fields.get('wp:post_type') === wanted);
  const attachments = kind('attachment').flatMap(({ fields }) => {
    const of = (name: string) => fields.get(name)?.trim() ?? '';
    const url = of('wp:attachment_url');
    return url ? [{ id: of('wp:post_id'), url, parent: of('wp:post_parent'), order: Number(of('wp:menu_order')) }] : [];
  });
  const published = kind('post').filter(({ fields }) => fields.get('wp:status') !== 'trash');
  return {
    title: channel.get('title') ?? '',
    link: channel.get('wp:base_blog_url') || channel.get('link'),
    posts: published.map((each) => postOf(each, attachments)),
    media: attachments.map(({ url }) => url),
    left: [...counted(kind('page').length, 'page'), ...counted(kind('post').length - published.length, 'post', ' in the trash')],
  };
}

/** `2015-01-02 03:04:05`; WordPress writes zeros for drafts. */
const instant = (text: string | undefined): string | undefined =>
  text && /^[1-9]\d{3}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? `${text.replace(' ', 'T')}Z` : undefined;

function postOf({ fields, categories, meta }: Item, attachments: readonly Attachment[]): ImportedPost {
  const get = (name: string) => fields.get(name)?.trim() ?? '';
  const of = (wanted: string) => [
    ...new Set(categories.filter(({ domain, name }) => domain === wanted && name !== 'Uncategorized').map(({ name }) => name)),
  ];
  const status = get('wp:status');
  const link = URL.canParse(get('link')) ? new URL(get('link')) : undefined;
  const id = Number(get('wp:post_id'));
  // PowerPress and WordPress itself; Seriously Simple Podcasting.
  const enclosure = meta.get('enclosure') || meta.get('audio_file');
  const image = attachments.find((each) => each.id === meta.get('_thumbnail_id'))?.url;
  return {
    title: get('title'),
    slug: decoded(get('wp:post_name')) || `post-${id}`,
    date: instant(get('wp:post_date_gmt')) ?? instant(get('wp:post_date')),
    updated: instant(get('wp:post_modified_gmt')),
    draft: status !== 'publish' && status !== 'future',
    ...(link && link.search === '' && link.pathname !== '/' ? { path: link.pathname } : {}),
    ...(get('guid') ? { id: get('guid') } : {}),
    wordpressId: id,
    categories: of('category'),
    tags: of('post_tag'),
    authors: get('dc:creator') ? [get('dc:creator')] : [],
    ...(get('excerpt:encoded') ? { summary: get('excerpt:encoded').replace(/<[^<>]*>/g, '') } : {}),
    ...(image ? { image } : {}),
    ...(enclosure ? { enclosure: enclosure.replace(/\r/g, '') } : {}),
    html: contentOf(fields.get('content:encoded') ?? '', get('wp:post_id'), attachments),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
