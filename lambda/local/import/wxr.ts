/** WordPress's export, WXR. https://wordpress.org/documentation/article/tools-export-screen/ */
import { parseXml } from '../../core/feed/parse-xml.ts';
import { counted, type ImportedBlog, type ImportedPost } from './post.ts';

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
  const files = new Map(kind('attachment').map(({ fields }) => [fields.get('wp:post_id') ?? '', fields.get('wp:attachment_url') ?? '']));
  const published = kind('post').filter(({ fields }) => fields.get('wp:status') !== 'trash');
  return {
    title: channel.get('title') ?? '',
    link: channel.get('wp:base_blog_url') || channel.get('link'),
    posts: published.map((each) => postOf(each, files)),
    media: [...files.values()].filter((url) => url !== ''),
    left: [...counted(kind('page').length, 'page'), ...counted(kind('post').length - published.length, 'post', ' in the trash')],
  };
}

/** `2015-01-02 03:04:05`; WordPress writes zeros for drafts. */
const instant = (text: string | undefined): string | undefined =>
  text && /^[1-9]\d{3}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? `${text.replace(' ', 'T')}Z` : undefined;

function postOf({ fields, categories, meta }: Item, files: ReadonlyMap<string, string>): ImportedPost {
  const get = (name: string) => fields.get(name)?.trim() ?? '';
  const of = (wanted: string) => [
    ...new Set(categories.filter(({ domain, name }) => domain === wanted && name !== 'Uncategorized').map(({ name }) => name)),
  ];
  const status = get('wp:status');
  const link = URL.canParse(get('link')) ? new URL(get('link')) : undefined;
  const id = Number(get('wp:post_id'));
  // PowerPress and WordPress itself; Seriously Simple Podcasting.
  const enclosure = meta.get('enclosure') || meta.get('audio_file');
  const image = files.get(meta.get('_thumbnail_id') ?? '');
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
    html: withGalleries(paragraphs(fields.get('content:encoded') ?? ''), files),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const withGalleries = (html: string, files: ReadonlyMap<string, string>): string =>
  html.replace(/\[gallery\b[^\]\n]{0,500}\bids=["']?([\d, ]+)["']?[^\]\n]{0,500}\]/g, (whole, ids: string) => {
    const urls = ids.split(',').flatMap((id) => files.get(id.trim()) ?? []);
    return urls.length === 0 ? whole : urls.map((url) => `<img src="${url}">`).join('<br>');
  });

const BLOCK =
  /^<(?:!--|\/?(?:address|article|aside|blockquote|details|div|dl|figure|footer|form|h[1-6]|header|hr|iframe|ol|p|pre|section|table|ul|video|audio|script|style)\b)/i;

/** The classic editor has no paragraphs: blank lines part them, and line ends are breaks. */
function paragraphs(content: string): string {
  if (content.includes('<!-- wp:') || /<p[\s>]/i.test(content)) return content;
  return content
    .split(/(<pre\b[\s\S]*?<\/pre>)/i)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part
            .split(/\n\s*\n/)
            .map(paragraph)
            .join('\n\n'),
    )
    .join('\n');
}

function paragraph(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || BLOCK.test(trimmed) ? trimmed : `<p>${trimmed.replace(/\n/g, '<br>\n')}</p>`;
}
