import picomatch from 'picomatch';
import type { Key, Site } from '../model.ts';
import { isMarkup } from './path-facts.ts';

const NO_POST = /(?:^|\/)(?:readme|license|changelog|contributing|_index(?:\.[\w-]+)?)\.\w+$/i;
/** A glob with this end says itself which names may not begin with `_`. */
const OWN_NAMES = '/**/[^_]*';

/** Hidden and generators' folders, except Jekyll's posts, drafts and collections. */
function noPosts({ posts, collections = {}, languages = {} }: Pick<Site, 'posts' | 'collections' | 'languages'>): RegExp {
  const ofLanguages = Object.values(languages).flatMap(({ folder = '' }) => /^_([^/]+)\//.exec(folder)?.[1] ?? []);
  const names = ['posts', 'drafts', ...ofLanguages, ...Object.keys(collections)].map((name) => name.replace(/[^\w-]/g, '\\$&'));
  const others = posts.some((glob) => glob.endsWith(OWN_NAMES)) ? '' : `_(?!(?:${names.join('|')})/)[^/]*|`;
  return new RegExp(`(?:^|/)(?:${others}\\.[^/]*|node_modules|layouts|archetypes)/`);
}

/** `/posts` and `./posts/` mean everything in the folder. */
const asGlobs = (glob: string): string[] => {
  const path = glob.replace(/^\.?\/+/, '').replace(/\/+$/, '');
  return [path, `${path}/**`];
};

/** `!` excludes, wherever it is in the list. */
const exclusions = ({ posts }: Pick<Site, 'posts'>): string[] =>
  posts.filter((glob) => glob.startsWith('!')).flatMap((glob) => asGlobs(glob.slice(1)));

/** Also all files in a matching folder. */
export const globMatcher = (glob: string): ((key: Key) => boolean) => picomatch(asGlobs(glob));

const exact = new Map<string, (text: string) => boolean>();

/** Hugo's globs: case-insensitive, `**` also inside names, leading slash optional. */
export function exactMatcher(glob: string): (text: string) => boolean {
  const known = exact.get(glob);
  if (known) return known;
  const pattern = glob
    .toLowerCase()
    .replace(/(^|[{,])\/+/g, '$1')
    .replace(/\/\*\*(?=$|[,}])/g, '/**/*')
    .replace(/([^/{,])\*\*/g, '$1*{,/**}');
  const match = picomatch(pattern);
  const matches = (text: string) => match(text.replace(/^\/+/, ''));
  exact.set(glob, matches);
  return matches;
}

export function excludes(site: Pick<Site, 'posts'>): (key: Key) => boolean {
  const excluded = exclusions(site);
  return excluded.length === 0 ? () => false : picomatch(excluded);
}

/** Why a markup file is not a post, by its key. Undefined for expected files: README.md, layouts at the top. */
export function nameRule(site: Pick<Site, 'posts' | 'collections' | 'languages'>): (key: Key) => string | undefined {
  const isPost = postSelector(site);
  const isElsewhere = noPosts(site);
  return (key) => {
    if (!isMarkup(key) || isPost(key)) return undefined;
    const names = key.split('/');
    const plain = names.filter((name) => !['', '.', '..'].includes(name));
    if (plain.length < names.length) return isPost(plain.join('/')) ? 'key with ./ or ../' : undefined;
    const beside = [...names.slice(0, -1), 'post.md'].join('/');
    if (NO_POST.test(key)) return names.length > 1 && isPost(beside) ? 'name of a page' : undefined;
    const [top = '', ...below] = names;
    return isElsewhere.test(key) && !isElsewhere.test(`${top}/`) && isPost(`${top}/${below.at(-1)}`) ? 'ignored folder' : undefined;
  };
}

export function postSelector(site: Pick<Site, 'posts' | 'collections' | 'languages'>): (key: Key) => boolean {
  const isElsewhere = noPosts(site);
  const included = site.posts.filter((glob) => !glob.startsWith('!')).flatMap(asGlobs);
  const matches = picomatch(included.length > 0 ? included : ['**/*'], { ignore: exclusions(site) });
  return (key) => isMarkup(key) && !NO_POST.test(key) && !isElsewhere.test(key) && matches(key);
}
