/** Which keys are posts. The only importer of picomatch. */
import picomatch from 'picomatch';
import type { Key, Site } from '../model.ts';
import { isMarkup } from './path-facts.ts';

/** Names that say something about a folder of posts, but are none. */
const NO_POST = /(?:^|\/)(?:readme|license|changelog|contributing|_index(?:\.[\w-]+)?)\.\w+$/i;
/** Folders of generators' own files; hidden ones too. Jekyll's posts, drafts and collections are in such. */
function noPosts({ collections = {} }: Pick<Site, 'collections'>): RegExp {
  const names = ['posts', 'drafts', ...Object.keys(collections)].map((name) => name.replace(/[^\w-]/g, '\\$&'));
  return new RegExp(`(?:^|/)(?:\\.[^/]*|_(?!(?:${names.join('|')})/)[^/]*|node_modules|layouts|archetypes)/`);
}

/** Globs as people write them: `/posts` and `./posts/` mean everything in that folder. */
const asGlobs = (glob: string): string[] => {
  const path = glob.replace(/^\.?\/+/, '').replace(/\/+$/, '');
  return [path, `${path}/**`];
};

/** A glob that begins with `!` excludes, whatever its place in the list. */
const exclusions = ({ posts }: Pick<Site, 'posts'>): string[] =>
  posts.filter((glob) => glob.startsWith('!')).flatMap((glob) => asGlobs(glob.slice(1)));

/** Files that a glob names, and those in folders that it names. */
export const globMatcher = (glob: string): ((key: Key) => boolean) => picomatch(asGlobs(glob));

const exact = new Map<string, (text: string) => boolean>();

/** As Hugo matches globs: `**` also inside of a name, letters in either case, a slash at the start or not. */
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

/** Which keys the configuration leaves out, whatever they are. */
export function excludes(site: Pick<Site, 'posts'>): (key: Key) => boolean {
  const excluded = exclusions(site);
  return excluded.length === 0 ? () => false : picomatch(excluded);
}

/**
 * Why a file that looks like a post is none by its key alone; undefined for posts and all other files. At the top of a blog, folders of
 * layouts and files such as README.md are no surprise.
 */
export function nameRule(site: Pick<Site, 'posts' | 'collections'>): (key: Key) => string | undefined {
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

export function postSelector(site: Pick<Site, 'posts' | 'collections'>): (key: Key) => boolean {
  const isElsewhere = noPosts(site);
  const included = site.posts.filter((glob) => !glob.startsWith('!')).flatMap(asGlobs);
  const matches = picomatch(included.length > 0 ? included : ['**/*'], { ignore: exclusions(site) });
  return (key) => isMarkup(key) && !NO_POST.test(key) && !isElsewhere.test(key) && matches(key);
}
