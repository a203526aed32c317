/**
 * Configuration files -> Site. `linefeed.yaml` says what Linefeed needs to know; whatever it leaves out is taken from the generator's own
 * configuration, so that a Jekyll or Hugo blog needs no `linefeed.yaml` at all.
 */
import { hugoSettings } from './config-hugo.ts';
import { jekyllSettings } from './config-jekyll.ts';
import { parseJson, parseYaml, SyntaxProblem, tomlParser } from '../text/data-text.ts';
import { Fields } from '../text/fields.ts';
import { type Flavor, FORMATS, type Format, type Person, type Problem, type Site, TAXONOMIES, type Taxonomy } from '../model.ts';
import { assembleSite, type Settings } from './settings.ts';

const OWN = ['linefeed.yaml', 'linefeed.yml'];
const JEKYLL = ['_config.yml', '_config.yaml'];
const HUGO = ['hugo', 'config'].flatMap((name) => [`${name}.toml`, `${name}.yaml`, `${name}.yml`, `${name}.json`]);
const AUTHORS = ['_data/authors.yml', '_data/authors.yaml', '_data/authors.json'];

/** Every file that configuration may be in; which of them are there decides the flavor. */
export const CONFIG_FILES: readonly string[] = [...OWN, ...JEKYLL, ...HUGO, ...AUTHORS];

export const SAMPLE_CONFIG = `title: Field Notes
link: https://blog.example/
description: What we see on our walks
language: en
timezone: Europe/Zurich`;

/** Names in `linefeed.yaml`. */
const KNOWN = [
  ...[
    'title',
    'link',
    'feedLink',
    'description',
    'language',
    'author',
    'authors',
    'copyright',
    'icon',
    'logo',
    'timezone',
    'posts',
    'permalink',
  ],
  ...['feeds', 'limit', 'content', 'terms', 'id', 'excerptSeparator', 'liquid'],
];

export type SiteReading = { site: Site; problems: Problem[] } | { site: undefined; problems: Problem[] };

interface File {
  key: string;
  data: Record<string, unknown>;
  source: string;
}

const isMap = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object' && !Array.isArray(value);

/** @throws SyntaxProblem */
async function parseFile(key: string, bytes: Uint8Array): Promise<File> {
  const source = new TextDecoder().decode(bytes).replace(/\r\n?/g, '\n');
  const data = key.endsWith('.toml') ? (await tomlParser())(source) : key.endsWith('.json') ? parseJson(source) : parseYaml(source);
  if (data === null || data === undefined) return { key, data: {}, source };
  if (!isMap(data)) throw new SyntaxProblem('expected settings of the form "name: value"', 1, 1);
  return { key, data, source };
}

function readPeople(key: string, data: unknown): Record<string, Person> {
  if (!isMap(data)) return {};
  const people = Object.entries(data).flatMap(([name, value]) => {
    const given = isMap(value) ? { name, ...value } : value;
    const [person] = new Fields(key, { given }, '').people({}, 'given');
    return person ? [[name, person] as const] : [];
  });
  return Object.fromEntries(people);
}

function ownFeeds(fields: Fields): Settings['feeds'] {
  const found = fields.find('feeds')?.value;
  if (found === undefined) return undefined;
  if (!isMap(found)) {
    fields.report('feeds', 'expected file names by format, such as feeds: { rss: feed.xml, json: false }');
    return undefined;
  }
  const names = Object.entries(found).flatMap(([format, name]): [Format, string | false][] => {
    const known = FORMATS.find((each) => each === format);
    if (!known) fields.report('feeds', `no such format: ${format}; known are ${FORMATS.join(', ')}`);
    else if (name === false || typeof name === 'string') return [[known, name]];
    else if (name !== true) fields.report('feeds', `${format}: expected a file name or false`);
    return [];
  });
  return Object.fromEntries(names);
}

function ownTerms(fields: Fields): Taxonomy[] | undefined {
  const found = fields.find('terms');
  if (!found) return undefined;
  const names = found.value === false ? [] : fields.names((text) => text.split(/[\s,]+/), 'terms');
  const wrong = names.filter((name) => !TAXONOMIES.some((taxonomy) => taxonomy === name));
  if (wrong.length > 0) fields.report('terms', `no such terms: ${wrong.join(', ')}; known are ${TAXONOMIES.join(', ')}`);
  return TAXONOMIES.filter((taxonomy) => names.includes(taxonomy));
}

function ownSettings(fields: Fields, people: Record<string, Person>): Settings {
  fields.unknown(KNOWN);
  return {
    title: fields.text('title'),
    link: fields.url('link'),
    feedLink: fields.url('feedLink'),
    description: fields.text('description'),
    language: fields.text('language'),
    authors: isMap(fields.find('authors')?.value) ? fields.people(people, 'author') : fields.people(people, 'author', 'authors'),
    copyright: fields.text('copyright'),
    icon: fields.text('icon'),
    logo: fields.text('logo'),
    timezone: fields.text('timezone'),
    posts: fields.names((text) => [text], 'posts'),
    permalink: fields.text('permalink'),
    feeds: ownFeeds(fields),
    limit: fields.whole(1, 10_000, 'limit'),
    content: fields.choice(['full', 'summary'], 'content'),
    terms: ownTerms(fields),
    id: fields.choice(['permalink', 'tag', 'wordpress'], 'id'),
    excerptSeparator: fields.text('excerptSeparator'),
    liquid: fields.flag('liquid'),
  };
}

/** What templates see as `site`. The generator's own configuration where there is one; nothing that changes without a post having to. */
function templateVariables(base: File | undefined, layers: Settings[]): Record<string, unknown> {
  const merged: Settings = Object.assign({}, ...layers);
  const link = URL.canParse(merged.link ?? '') ? new URL(merged.link ?? '') : undefined;
  return {
    title: merged.title,
    description: merged.description,
    url: link?.origin,
    baseurl: link?.pathname.replace(/\/$/, ''),
    ...base?.data,
  };
}

/**
 * @param files those of CONFIG_FILES that exist, by name
 * @param overrides settings from the command line; they win over every file
 */
export async function readSite(files: ReadonlyMap<string, Uint8Array>, overrides: Settings = {}): Promise<SiteReading> {
  const first = (names: string[]) => names.find((name) => files.has(name));
  const [ownKey, jekyllKey, hugoKey, authorsKey] = [first(OWN), first(JEKYLL), first(HUGO), first(AUTHORS)];
  const mainKey = ownKey ?? jekyllKey ?? hugoKey;
  const problem = (key: string, message: string, line = 1, column = 1): Problem => ({ key, line, column, message, severity: 'error' });
  if (mainKey === undefined) {
    const message = `no configuration found; write a file linefeed.yaml with these lines:\n\n${SAMPLE_CONFIG}\n`;
    return { site: undefined, problems: [problem('linefeed.yaml', message)] };
  }
  const parsed = new Map<string, File>();
  for (const key of [ownKey, jekyllKey ?? hugoKey, authorsKey]) {
    if (key === undefined) continue;
    try {
      parsed.set(key, await parseFile(key, files.get(key) ?? new Uint8Array()));
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      return { site: undefined, problems: [problem(key, error.message, error.line, error.column)] };
    }
  }
  return combine(parsed, { ownKey, jekyllKey, hugoKey, authorsKey }, overrides);
}

type Keys = Record<'ownKey' | 'jekyllKey' | 'hugoKey' | 'authorsKey', string | undefined>;

function combine(parsed: Map<string, File>, { ownKey, jekyllKey, hugoKey, authorsKey }: Keys, overrides: Settings): SiteReading {
  const empty: File = { key: 'linefeed.yaml', data: {}, source: '' };
  const at = (key: string | undefined) => (key === undefined ? undefined : parsed.get(key));
  const [own, jekyll, hugo] = [at(ownKey), at(jekyllKey), jekyllKey === undefined ? at(hugoKey) : undefined];
  const people = {
    ...readPeople(authorsKey ?? '', at(authorsKey)?.data),
    ...readPeople(jekyll?.key ?? '', jekyll?.data.authors),
    ...readPeople(own?.key ?? '', own?.data.authors),
  };
  const jekyllFields = jekyll && new Fields(jekyll.key, jekyll.data, jekyll.source);
  const fromHugo = hugo && hugoSettings(hugo.key, hugo.data, hugo.source);
  const ownFields = new Fields((own ?? jekyll ?? hugo ?? empty).key, own?.data ?? {}, own?.source ?? '');
  const base = jekyll && jekyllFields ? jekyllSettings(jekyllFields, jekyll.data, people) : (fromHugo?.settings ?? {});
  const layers = own ? [base, ownSettings(ownFields, people), overrides] : [base, overrides];
  const flavor: Flavor = jekyll ? 'jekyll' : hugo ? 'hugo' : 'linefeed';
  const site = assembleSite(flavor, layers, people, templateVariables(jekyll ?? hugo, layers), ownFields);
  const problems = [...(jekyllFields?.problems ?? []), ...(fromHugo?.fields.problems ?? []), ...ownFields.problems];
  return problems.some(({ severity }) => severity === 'error') || !site ? { site: undefined, problems } : { site, problems };
}
