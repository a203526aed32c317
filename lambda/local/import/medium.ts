/** Medium's export: a file of HTML for each story. https://help.medium.com/hc/en-us/articles/115004745787 */
import { withoutEnd } from '../../core/text/finder.ts';
import { Html } from './dom.ts';
import { counted, type ImportedBlog, type ImportedPost } from './post.ts';

const STORY = /(?:^|\/)posts\/(draft_)?(?:\d{4}-\d\d-\d\d_)?([^/]*?)([\da-f]{8,16})\.html$/;

/** @returns undefined if the files are no export of Medium */
export function readMedium(files: ReadonlyMap<string, string>): ImportedBlog | undefined {
  const stories = [...files].filter(([path, text]) => STORY.test(path) && text.includes('h-entry'));
  const all = [...files.keys()].filter((path) => path.includes('posts/'));
  if (stories.length === 0) return undefined;
  const posts = stories.map(([path, text]) => postOf(path, new Html(text, path)));
  const [file = '', profile = ''] = [...files].find(([path]) => path.endsWith('profile/profile.html')) ?? [];
  const about = new Html(profile, file);
  const name = about.textOf(about.find('h3', 'p-name'));
  const addresses = posts.flatMap(({ canonical }) => canonical ?? []);
  const home = homeOf(addresses);
  const elsewhere = addresses.filter(({ href }) => home === undefined || !href.startsWith(home)).length;
  return {
    title: name,
    ...(home === undefined ? {} : { link: home }),
    posts: posts.map(({ canonical, ...post }) => ({
      ...post,
      ...(canonical && home !== undefined && canonical.href.startsWith(home)
        ? { path: `/${canonical.pathname.slice(new URL(home).pathname.length)}` }
        : {}),
    })),
    media: [],
    left: counted(all.length - stories.length, 'file', ' without a story'),
    notes: counted(elsewhere, 'post', ` at other addresses than ${home}: write their permalink`),
  };
}

/** The folder of most stories: `https://medium.com/@ada/` */
function homeOf(addresses: readonly URL[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { origin, pathname } of addresses) {
    const home = origin + pathname.slice(0, pathname.lastIndexOf('/') + 1);
    counts.set(home, (counts.get(home) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** The title and the line before it, which the entry has as its title. */
const isHead = (_: unknown, classes: string[]): boolean =>
  classes.includes('graf--title') || (classes.includes('section-divider') && classes.length === 1) || classes.includes('graf--kicker');

function postOf(path: string, page: Html): ImportedPost & { canonical: URL | undefined } {
  const [, draft, name = '', id = ''] = STORY.exec(path) ?? [];
  const words = withoutEnd(name, '-');
  const [body, time, link] = [page.find('section', 'e-content'), page.find('time', 'dt-published'), page.find('a', 'p-canonical')];
  const [date, href] = [time?.attribs.datetime ?? '', link?.attribs.href ?? ''];
  const canonical = URL.canParse(href) ? new URL(href) : undefined;
  const [author, summary] = [page.textOf(page.find('a', 'p-author')), page.textOf(page.find('section', 'p-summary'))];
  return {
    title: page.textOf(page.find('h1', 'p-name')),
    slug: words.toLowerCase().replace(/-+/g, '-') || id,
    ...(Number.isNaN(Date.parse(date)) ? {} : { date: new Date(date).toISOString() }),
    draft: draft !== undefined,
    // The guid of Medium's feed.
    id: `https://medium.com/p/${id}`,
    categories: [],
    tags: [],
    authors: author === '' ? [] : [author],
    ...(summary === '' ? {} : { summary }),
    html: body ? page.without(isHead, body) : '',
    canonical,
  };
}
