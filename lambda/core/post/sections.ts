/**
 * Rules of folders: `_index.md` (Hugo, Zola), Hugo's configuration, Obsidian Publish.
 * https://gohugo.io/content-management/front-matter/#cascade
 */
import type { Key, Site } from '../model.ts';
import type { PathFacts } from './path-facts.ts';
import { readPath } from './path-facts.ts';
import { exactMatcher } from './selection.ts';

export type SectionRule = NonNullable<Site['sections']>[number];
export type Cascade = SectionRule['cascades'][number];

type Data = Record<string, unknown>;

interface Section extends SectionRule {
  /** Empty for the whole site. */
  folder: Key;
  language: string | undefined;
}

interface Target {
  /** Below the content root: `blog/post`, `blog/post.md`. */
  paths: string[];
  kind: 'page' | 'section';
  language: string;
}

const prepared = new WeakMap<SectionRule[], Section[]>();

function sectionsOf(site: Site, rules: SectionRule[]): Section[] {
  const known = prepared.get(rules);
  if (known) return known;
  const all = rules.map((rule) => {
    const language = rule.key === '' || site.generator !== 'hugo' ? undefined : readPath(rule.key, site).language;
    return { ...rule, folder: rule.key.slice(0, Math.max(rule.key.lastIndexOf('/'), 0)), language };
  });
  all.sort((a, b) => b.folder.length - a.folder.length);
  prepared.set(rules, all);
  return all;
}

const isAround = (folder: Key, key: Key): boolean => folder === '' || key === folder || key.startsWith(`${folder}/`);

/** Front matter wins, except over a draft section, which hides all its pages. */
export function withSections(data: Data, key: Key, path: PathFacts, site: Site): Data {
  if (!site.sections) return data;
  const { language } = path;
  const around = sectionsOf(site, site.sections).filter(
    (section) => isAround(section.folder, key) && (section.language === undefined || section.language === language),
  );
  const root = rootOf(key, site);
  const target = targetOf(key.slice(root.length), 'page', language ?? site.language);
  const own = new Set(Object.keys(data).map((name) => name.toLowerCase()));
  const given = Object.entries(cascaded(around, target)).filter(([name]) => !own.has(name));
  const isDraft = foldersAround(key, root, around, site).some((folder) => isDraftSection(folder, root, around, language ?? site.language));
  const kept = isDraft ? Object.entries(data).filter(([name]) => name.toLowerCase() !== 'draft') : Object.entries(data);
  return Object.fromEntries([...given, ...kept, ...(isDraft ? [['draft', true]] : [])]);
}

/** The content root of a file, with a trailing slash. */
export function rootOf(key: Key, { roots = ['content'], languages = {} }: Site): string {
  const folders = [...roots, ...Object.values(languages).flatMap(({ folder }) => folder ?? [])].map((folder) => `${folder}/`);
  return folders.filter((folder) => key.startsWith(folder)).sort((a, b) => b.length - a.length)[0] ?? '';
}

function targetOf(path: string, kind: Target['kind'], language: string): Target {
  const plain = path.replace(/(?:\.[\w-]+)?\.\w+$/, '').replace(/\/index$/, '');
  return { paths: [path, plain].map((each) => each.toLowerCase()), kind, language };
}

function cascaded(around: readonly Section[], target: Target): Data {
  const values: Data = {};
  for (const { cascades } of around)
    for (const cascade of cascades)
      if (isMeant(cascade, target))
        for (const [name, value] of Object.entries(cascade.values)) if (!Object.hasOwn(values, name)) values[name] = value;
  return values;
}

const isMeant = ({ path, kind, lang }: Cascade, { paths, kind: ofKind, language }: Target): boolean =>
  (path === undefined || paths.some(exactMatcher(path))) &&
  (kind === undefined || exactMatcher(kind)(ofKind)) &&
  (lang === undefined || exactMatcher(lang)(language.toLowerCase()));

/** The top and folders with a rule; not Hugo's home page. */
function foldersAround(key: Key, root: string, around: readonly Section[], { generator }: Site): Key[] {
  const inner = key.slice(root.length);
  const top = inner.includes('/') ? [root + inner.slice(0, inner.indexOf('/'))] : [];
  const named = around.map(({ folder }) => folder).filter((folder) => folder !== '');
  return [...new Set([...top, ...named])].filter((folder) => generator !== 'hugo' || `${folder}/` !== root);
}

function isDraftSection(folder: Key, root: string, around: readonly Section[], language: string): boolean {
  const own = around.find((section) => section.folder === folder)?.draft;
  if (own !== undefined) return own;
  const above = around.filter((section) => isAround(section.folder, folder));
  return cascaded(above, { paths: [folder.slice(root.length).toLowerCase()], kind: 'section', language }).draft === true;
}
