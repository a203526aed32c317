/** `linefeed import`. Writes Markdown with front matter; never changes an existing file. */
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { printable } from '../../core/text/printable.ts';
import { addressOf, givenAddress } from '../init.ts';
import { writeLines } from '../output.ts';
import { FileNames } from './file-names.ts';
import { readGhost } from './ghost.ts';
import { markdownWriter } from './markdown.ts';
import { readPodcast } from './podcast.ts';
import { counted, type ImportedBlog, type ImportedPost } from './post.ts';
import { readWxr } from './wordpress/wxr.ts';
import { yamlOf } from './yaml.ts';

interface Import {
  blog: ImportedBlog;
  from: 'WordPress' | 'Ghost' | 'Substack' | 'Medium' | 'a podcast';
}

async function readArchive(bytes: Uint8Array, link: string | undefined): Promise<Import | undefined> {
  const [{ unzip }, { readSubstack }, { readMedium }] = await Promise.all([
    import('./zip.ts'),
    import('./substack.ts'),
    import('./medium.ts'),
  ]);
  const files = unzip(bytes);
  const substack = readSubstack(files, link);
  if (substack) return { blog: substack, from: 'Substack' };
  const medium = readMedium(files);
  return medium && { blog: medium, from: 'Medium' };
}

const isArchive = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(0, 4)).toString('latin1') === 'PK\x03\x04';

/** @throws Error that names the file and what it should be */
async function read(file: string, bytes: Uint8Array, link: string | undefined): Promise<Import> {
  const known = 'expected an export of WordPress (XML), Ghost (JSON), Substack or Medium (ZIP), or the RSS feed of a podcast';
  try {
    if (isArchive(bytes)) {
      const archive = await readArchive(bytes, link);
      if (archive) return archive;
    }
    const text = Buffer.from(bytes).toString();
    const start = text.slice(0, 5_000).trimStart();
    if (start.startsWith('<') && /\bxmlns:wp=/.test(start)) return { blog: readWxr(text.replace(/^\ufeff/, '')), from: 'WordPress' };
    const podcast = start.startsWith('<') ? readPodcast(text.replace(/^\ufeff/, ''), link) : undefined;
    if (podcast) return { blog: podcast, from: 'a podcast' };
    const ghost = start.startsWith('{') ? readGhost(text) : undefined;
    if (ghost) return { blog: ghost, from: 'Ghost' };
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : error}; export it again, or correct it there`);
  }
  throw new Error(`${file}: ${known}`);
}

function frontMatter(post: ImportedPost): string {
  const fields = {
    title: post.title,
    date: post.date,
    updated: post.updated,
    permalink: post.path,
    id: post.id,
    wordpress_id: post.wordpressId,
    draft: post.draft || undefined,
    categories: post.categories.length > 0 ? post.categories : undefined,
    tags: post.tags.length > 0 ? post.tags : undefined,
    authors: post.authors.length > 0 ? post.authors : undefined,
    description: post.summary,
    image: post.image,
    enclosure: post.enclosure,
    ...post.fields,
  };
  const lines = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : `${name}: ${yamlOf(value)}\n`));
  return `---\n${lines.join('')}---\n`;
}

/** Feeds stay where the service has them, if their addresses can be below the blog's. */
const SETTINGS: Record<Import['from'], readonly string[]> = {
  WordPress: ['generator: wordpress'],
  Ghost: ['liquid: false', 'feeds: { addresses: ghost }'],
  Substack: ['liquid: false', 'feeds: { rss: feed }'],
  Medium: ['liquid: false'],
  'a podcast': [],
};

function configOf({ title, link, settings = [] }: ImportedBlog, from: Import['from']): string {
  return [
    `title: ${yamlOf(title || 'Blog')}`,
    `link: ${addressOf(link ?? '') ?? 'https://blog.example/'}`,
    ...SETTINGS[from],
    ...settings,
    'posts: [posts]',
    '',
  ].join('\n');
}

const MEDIA = /<(?:img|audio|video|source)\b[^<>]*?\ssrc=["']([^"'<>]+)["']/gi;

const mediaIn = ({ html, image, enclosure }: ImportedPost): string[] => [
  ...(image ? [image] : []),
  ...(enclosure?.split('\n', 1) ?? []),
  ...[...html.matchAll(MEDIA)].map(([, src = '']) => src.replaceAll('&amp;', '&')),
];

/** Some exports have an id twice, after copies within WordPress. @returns the number of posts without their id */
function separateIds(posts: ImportedPost[]): number {
  const taken = new Set<string>();
  const shared = posts.filter((post) => {
    if (post.id === undefined || !taken.has(post.id)) {
      taken.add(post.id ?? '');
      return false;
    }
    post.id = undefined;
    return true;
  });
  return shared.length;
}

async function create(dir: string, key: string, text: string): Promise<void> {
  const path = join(dir, key);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text, { flag: 'wx' });
}

/**
 * @param link address of the blog, if the export does not say it
 * @returns the exit code
 */
export async function importBlog(file: string, dir: string, link?: string): Promise<number> {
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) throw new Error(`${file} cannot be read; name the file of the export`);
  const { blog, from } = await read(file, bytes, link === undefined ? undefined : givenAddress(link));
  const markdown = await markdownWriter();
  const shared = separateIds(blog.posts);
  const names = new FileNames();
  const files = new Map<string, string>([['linefeed.yaml', configOf(blog, from)]]);
  const unwritten: string[] = [];
  for (const post of blog.posts) {
    const made = markdown(post.html, from === 'WordPress');
    const name = names.nameOf(post, 'text' in made ? '.md' : '.html');
    files.set(name, `${frontMatter(post)}\n${'text' in made ? made.text : post.html}\n`);
    if (!('text' in made)) unwritten.push(`${name}: ${made.unwritten}, so it is HTML`);
  }
  const media = [...new Set([...blog.media, ...blog.posts.flatMap(mediaIn)])].sort();
  if (media.length > 0) files.set('media.txt', `${media.join('\n')}\n`);
  for (const key of files.keys())
    if (await stat(join(dir, key)).catch(() => undefined)) throw new Error(`${join(dir, key)} exists; name an empty folder`);
  for (const [key, content] of files) await create(dir, key, content);
  const drafts = blog.posts.filter(({ draft }) => draft).length;
  writeLines(process.stdout, [
    printable(`${counted(blog.posts.length, 'post')[0] ?? 'no posts'} of ${from} in ${dir}${drafts > 0 ? ` (drafts: ${drafts})` : ''}`),
    ...(media.length > 0
      ? [`media.txt: ${media.length} ${media.length === 1 ? 'address' : 'addresses'} of pictures and other files; keep them there`]
      : []),
    ...(blog.notes ?? []),
    ...unwritten,
    ...(shared > 0 ? [`${counted(shared, 'post')[0]} had the id of another post, and got ${shared === 1 ? 'a new one' : 'new ones'}`] : []),
    ...(blog.left.length > 0 ? [`not imported: ${blog.left.join(', ')}`] : []),
    printable(`next: linefeed check ${dir}`),
  ]);
  return 0;
}
