/** Which keys are posts. The only importer of picomatch. */
import picomatch from 'picomatch';
import type { Key, Site } from '../model.ts';
import { isMarkup } from './post.ts';

/** Names that say something about a folder of posts, but are none. */
const NO_POST = /(?:^|\/)(?:readme|license|changelog|contributing|_index(?:\.[\w-]+)?)\.\w+$/i;
/** Folders of generators' own files; hidden ones too. */
const NO_POSTS = /(?:^|\/)(?:\.[^/]*|_(?!posts\/|drafts\/)[^/]*|node_modules|layouts|archetypes)\//;

export function postSelector(site: Site): (key: Key) => boolean {
  const matches = picomatch(site.posts);
  return (key) => isMarkup(key) && !NO_POST.test(key) && !NO_POSTS.test(key) && matches(key);
}
