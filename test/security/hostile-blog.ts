import { ConfigurationError, publish, type Report } from '../../lambda/publish/publish.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { publisherOver } from '../support/publisher.ts';
import { HTML_VECTORS, LIQUID_VECTORS, MARKDOWN_VECTORS, TEXT_VECTORS } from './vectors.ts';

const SITE = { title: 'Field Notes', timezone: 'UTC', limit: 10_000, archives: 'none', link: 'https://blog.example/' };

/** After all dates of the posts: runs use the clock of the store. */
const NOW = () => Date.UTC(2026, 5, 1);

/** Markdown differs. */
export type HostileGenerator = 'jekyll' | 'linefeed';

const fields = (values: object): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`)
    .join('');

const post = (title: string, body: string, values: object = {}): string =>
  `---\n${fields({ title, date: '2026-01-01', ...values })}---\n${body}\n`;

/** A hostile text as a value, in each field that is shown or becomes an address. */
const FIELDS: Record<string, (text: string) => object> = {
  title: (title) => ({ title }),
  tags: (text) => ({ tags: [text] }),
  categories: (text) => ({ categories: [text] }),
  author: (text) => ({ author: text }),
  authorUrl: (url) => ({ author: { name: 'Ada', url, email: url } }),
  people: (text) => ({ authors: [{ name: text, url: text }] }),
  image: (image) => ({ image }),
  cover: (text) => ({ cover: { image: text, alt: text } }),
  link: (link) => ({ link, external_url: link }),
  description: (description) => ({ description }),
  excerpt: (excerpt) => ({ excerpt, content: 'summary' }),
  id: (id) => ({ id }),
  slug: (slug) => ({ slug }),
  permalink: (permalink) => ({ permalink }),
  language: (lang) => ({ lang }),
  separator: (text) => ({ excerpt_separator: text }),
  aliases: (text) => ({ aliases: [text], redirect_from: text }),
  unknown: (text) => ({ [text]: text, layout: text }),
};

/** Every vector as a post; for Jekyll, also those that are no Markdown. */
export function hostilePosts(generator: HostileGenerator): Record<string, string> {
  const posts: Record<string, string> = {};
  const add = (kind: string, index: number, type: 'md' | 'html', body: string, values = {}) => {
    posts[`_posts/2026-01-01-${kind}-${index}.${type}`] = post(`${kind} ${index}`, body, values);
  };
  for (const [index, text] of MARKDOWN_VECTORS.entries()) add('markdown', index, 'md', text);
  for (const [index, text] of HTML_VECTORS.entries()) add('inline', index, 'md', `Text ${text} *text*`);
  if (generator === 'linefeed') return posts;
  for (const [index, text] of HTML_VECTORS.entries()) {
    add('html', index, 'html', text);
    add('block', index, 'md', `${text}\n\n*text*`);
  }
  for (const [index, text] of LIQUID_VECTORS.entries()) {
    for (const type of ['md', 'html'] as const)
      add(`liquid-${type}`, index, type, `${text}\n\nIn ${type}, number ${index}.`, { hostile: '"><img src=x onerror=tripped()>' });
  }
  for (const [name, values] of Object.entries(FIELDS)) {
    for (const [index, text] of TEXT_VECTORS.entries()) add(name.toLowerCase(), index, 'md', `About ${name} ${index}.`, values(text));
  }
  return posts;
}

export interface Published {
  site: MemoryStore;
  report: Report;
  posts: Record<string, string>;
}

async function publishAll(posts: Record<string, string>): Promise<Published> {
  const [source, site] = [new MemoryStore({ now: NOW }), new MemoryStore({ now: NOW })];
  for (const [key, text] of Object.entries(posts)) await source.put(key, Buffer.from(text));
  const report = await publish({ keys: [], full: true }, publisherOver(source, site));
  return { site, report, posts };
}

export const publishHostile = (generator: HostileGenerator): Promise<Published> =>
  publishAll({
    ...hostilePosts(generator),
    ...(generator === 'jekyll' && { '_config.yml': 'markdown: kramdown\n' }),
    'linefeed.yaml': fields(SITE),
  });

/** A blog with a hostile configuration; undefined if it is refused. */
export async function publishSite(settings: object): Promise<Published | undefined> {
  try {
    return await publishAll({
      'linefeed.yaml': fields({ ...SITE, ...settings }),
      '_posts/2026-01-01-a.md': post('A', 'Text', { tags: ['t'] }),
    });
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  }
}
