/** Generator syntax -> Markdown. Each dialect loads on demand. */
import type { Post, Site } from '../model.ts';
import { ANY_LANGUAGE, type Expand, type Expansion, nameFor, type Source, splitFragment } from './contract.ts';

interface Dialect {
  isFor: (post: Pick<Post, 'key'> & { wordpressId?: number }, site: Site) => boolean;
  /** Without any, a body needs no expansion. */
  signs: readonly string[];
  names?: RegExp;
  /** Names include the language. */
  wholePaths?: true;
  load: () => Promise<Expand>;
}

const of =
  (generator: Site['generator']) =>
  (_: unknown, site: Site): boolean =>
    site.generator === generator;

const DIALECTS: readonly Dialect[] = [
  {
    isFor: of('hugo'),
    signs: ['{{<', '{{%'],
    names: /\{\{[<%]\s*(?:rel)?ref\s+(?:path\s*=\s*)?(?:"([^"\n]+)"|`([^`\n]+)`|([^\s"`=>%]+))/g,
    load: async () => (await import('./hugo.ts')).expandHugo,
  },
  {
    isFor: of('zola'),
    signs: ['{{', '{%', '](@/', ']: @/'],
    names: /\]\(@\/([^)\s]+)|^ {0,3}\[[^\]\n]+\]:\s*<?@\/([^>\s]+)/gm,
    wholePaths: true,
    load: async () => (await import('./zola.ts')).expandZola,
  },
  {
    isFor: of('obsidian'),
    signs: ['[[', '%%', '[!', '==', 'youtu'],
    names: /(?<!!)\[\[([^[\]|\n]+)/g,
    load: async () => (await import('./obsidian.ts')).expandObsidian,
  },
  {
    isFor: ({ key }) => key.endsWith('.mdx'),
    signs: ['import', 'export', '<', '{'],
    load: async () => (await import('./mdx.ts')).expandMdx,
  },
  {
    isFor: ({ wordpressId }, { generator }) => generator === 'wordpress' || wordpressId !== undefined,
    signs: ['[', '://'],
    load: async () => (await import('./wordpress.ts')).expandWordpress,
  },
];

export function shortcodeNames(body: string, { key, site, terms }: Pick<Post, 'key' | 'terms'> & { site: Site }): string[] {
  const found = DIALECTS.filter(
    (dialect) => dialect.names && dialect.isFor({ key }, site) && dialect.signs.some((sign) => body.includes(sign)),
  );
  return found.flatMap(({ names, wholePaths }) =>
    [...body.matchAll(names ?? /$^/g)].flatMap((match) => {
      const { name } = splitFragment(match.slice(1).find((group) => group !== undefined) ?? '');
      return name.trim() === '' ? [] : nameFor(name, wholePaths ? ANY_LANGUAGE : terms);
    }),
  );
}

export async function expandShortcodes(post: Post, given: Omit<Source, 'post'>): Promise<Required<Expansion>> {
  const { site } = given;
  let text = post.body;
  const problems: Expansion['problems'] = [];
  const parts: string[] = [];
  for (const dialect of DIALECTS) {
    if (!dialect.isFor(post, site) || !dialect.signs.some((sign) => text.includes(sign))) continue;
    const expand = await dialect.load();
    const expansion = expand(text, { ...given, post });
    text = expansion.text;
    problems.push(...expansion.problems);
    parts.push(...(expansion.parts ?? []));
  }
  return { text, problems, parts };
}
