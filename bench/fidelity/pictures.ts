import type { Difference } from './compare.ts';
import type { Picture } from './content.ts';

export interface References {
  differences: Omit<Difference, 'post'>[];
  found: number;
}

const fileOf = ({ url }: Picture): string => decoded(new URL(url).pathname.split('/').at(-1) ?? '');

/** Maps the blog's own host to one name, because a local build uses another. */
export function localUrl(url: string, page: string): string {
  const { host, pathname, search, hash } = new URL(url);
  return host === new URL(page).host ? `https://blog.example${decoded(pathname)}${search}${hash}` : url;
}

function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/** Astro's `boat.Ab3_dE-9_Z1kxO.webp`: the name of the source, and two digests. */
const WITH_DIGEST = /^(.+)\.[\w-]{8}(?:_\w+)?\.\w+$/;
/** eleventy-img's `Ab3_dE-9fg-640.webp`: a digest and the width. */
const DIGEST_ALONE = /^[\w-]{8,12}-\d{1,4}\.\w+$/;

const base = (name: string): string => name.replace(/\.\w+$/, '').replaceAll(' ', '_');

/** Whether the build makes one of the other; without the name of the source, by the text in place of the picture. */
function isMadeOf(theirs: Picture, ours: Picture): boolean {
  const [name, source] = [fileOf(theirs), fileOf(ours)];
  const kept = WITH_DIGEST.exec(name)?.[1];
  return kept === undefined ? DIGEST_ALONE.test(name) && theirs.alt === ours.alt : base(`${kept}.x`) === base(source);
}

/** Pictures of one post. Those under a name that only a build knows pair in order, each once. */
export function comparePictures(
  here: readonly Picture[],
  ourPage: string,
  there: readonly Picture[],
  theirPage: string,
): References & { renamed: number } {
  const at = (page: string) => (picture: Picture) => ({ ...picture, url: localUrl(picture.url, page) });
  const [ours, theirs] = [here.map(at(ourPage)), there.map(at(theirPage))];
  const has = (all: readonly Picture[], { url }: Picture) => all.some((each) => each.url === url);
  const lost = theirs.filter((each) => !has(ours, each));
  const added = ours.filter((each) => !has(theirs, each));
  const paired = (isPair: (theirs: Picture, ours: Picture) => boolean) => (each: Picture) => {
    const index = added.findIndex((our) => isPair(each, our));
    return index < 0 ? undefined : added.splice(index, 1)[0]?.url;
  };
  const [bySame, byBuild] = [paired((a, b) => fileOf(a) === fileOf(b)), paired(isMadeOf)];
  const moved = new Map(lost.map((each) => [each, bySame(each)]));
  const made = new Map(lost.map((each) => [each, moved.get(each) === undefined ? byBuild(each) : undefined]));
  const differences = lost.map((each): Omit<Difference, 'post'> => {
    const [same, built, { url }] = [moved.get(each), made.get(each), each];
    if (same !== undefined) return { class: 'picture: other address', ours: same, theirs: url };
    return built === undefined
      ? { class: 'picture: lost', theirs: url }
      : { class: 'picture: name of the build', ours: built, theirs: url };
  });
  return {
    differences: [...differences, ...added.map(({ url }) => ({ class: 'picture: added' as const, ours: url }))],
    found: theirs.length - lost.length,
    renamed: [...made.values()].filter((url) => url !== undefined).length,
  };
}
