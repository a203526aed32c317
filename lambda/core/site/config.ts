/**
 * Configuration files -> Site. `linefeed.yaml` says what Linefeed needs to know; whatever it leaves out is taken from the generator's own
 * configuration, so that a Jekyll or Hugo blog needs no `linefeed.yaml` at all.
 */
import type { Flavor, Problem, Site } from '../model.ts';
import { checkSize } from '../text/data-size.ts';
import { isMap, parseJson, parseYaml, tomlParser } from '../text/data-text.ts';
import { type DataFile, Fields } from '../text/fields.ts';
import { SyntaxProblem } from '../text/syntax-problem.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import { hugoLayer } from './config-hugo.ts';
import { jekyllLayer } from './config-jekyll.ts';
import { ownLayer, SAMPLE_CONFIG } from './config-own.ts';
import { readPeople } from './setting-readers.ts';
import { assembleSite, type Layer, type Settings } from './settings.ts';

export { SAMPLE_CONFIG };

const OWN = ['linefeed.yaml', 'linefeed.yml'];
const JEKYLL = ['_config.yml', '_config.yaml'];
const HUGO = ['hugo', 'config'].flatMap((name) => [`${name}.toml`, `${name}.yaml`, `${name}.yml`, `${name}.json`]);
const AUTHORS = ['_data/authors.yml', '_data/authors.yaml', '_data/authors.json'];

/** Every file that configuration may be in; which of them are there decides the flavor. */
export const CONFIG_FILES: readonly string[] = [...OWN, ...JEKYLL, ...HUGO, ...AUTHORS];

export type SiteReading = { site: Site; problems: Problem[] } | { site: undefined; problems: Problem[] };

/** @throws SyntaxProblem */
async function parseFile(key: string, bytes: Uint8Array): Promise<DataFile> {
  const source = decodeUtf8(bytes);
  if (source.trim() === '') return { key, data: {}, source };
  const parse = key.endsWith('.toml') ? await tomlParser() : key.endsWith('.json') ? parseJson : parseYaml;
  const data = parse(source) ?? {};
  // Jekyll also takes a list of authors, but then has no keys for them.
  if (Array.isArray(data) && AUTHORS.includes(key)) return { key, data: {}, source };
  if (!isMap(data)) throw new SyntaxProblem('expected settings of the form "name: value"');
  return { key, data: checkSize(data, 'the configuration'), source };
}

interface Files {
  own: DataFile | undefined;
  jekyll: DataFile | undefined;
  hugo: DataFile | undefined;
  authors: DataFile | undefined;
}

/** @returns the problem of the first file that cannot be parsed */
async function parseFiles(files: ReadonlyMap<string, Uint8Array>): Promise<Files | Problem> {
  const parsed: (DataFile | undefined)[] = [];
  const hasJekyll = JEKYLL.some((name) => files.has(name));
  for (const names of [OWN, JEKYLL, hasJekyll ? [] : HUGO, AUTHORS]) {
    const key = names.find((name) => files.has(name));
    try {
      parsed.push(key === undefined ? undefined : await parseFile(key, files.get(key) ?? new Uint8Array()));
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      return { key: key ?? '', line: error.line, column: error.column, message: error.message, severity: 'error' };
    }
  }
  const [own, jekyll, hugo, authors] = parsed;
  return { own, jekyll, hugo, authors };
}

/**
 * What templates see as `site`: the generator's own configuration where there is one. Nothing in it changes with settings that posts do not
 * depend on, for every change of it renders every post anew.
 */
function templateVariables(base: DataFile | undefined, { title, description, link }: Omit<Site, 'variables'>): Record<string, unknown> {
  const { origin, pathname } = new URL(link);
  const given = Object.entries(base?.data ?? {}).filter(([, value]) => value !== null && value !== '');
  return { title, description, url: origin, baseurl: pathname.replace(/\/$/, ''), ...Object.fromEntries(given) };
}

/**
 * @param files those of CONFIG_FILES that exist, by name
 * @param overrides settings from the command line; they win over every file
 */
export async function readSite(files: ReadonlyMap<string, Uint8Array>, overrides: Settings = {}): Promise<SiteReading> {
  const parsed = await parseFiles(files);
  if ('severity' in parsed) return { site: undefined, problems: [parsed] };
  const { own, jekyll, hugo, authors } = parsed;
  const people = { ...readPeople(authors?.data), ...readPeople(jekyll?.data.authors), ...readPeople(own?.data.authors) };
  const base: Layer | undefined = jekyll ? jekyllLayer(jekyll, people) : hugo && hugoLayer(hugo);
  const main = own ? ownLayer(own, people) : base;
  if (!main) {
    const message = `no configuration found; write a file linefeed.yaml with these lines:\n\n${SAMPLE_CONFIG}\n`;
    return { site: undefined, problems: [{ key: 'linefeed.yaml', line: 1, column: 1, message, severity: 'error' }] };
  }
  const commandLine = ownLayer({ key: 'command line', data: { ...overrides }, source: '' }, people);
  const layers = [commandLine, main, ...(base && base !== main ? [base] : [])];
  const flavor: Flavor = jekyll ? 'jekyll' : hugo ? 'hugo' : 'linefeed';
  const site = assembleSite(flavor, layers, main, people);
  const problems = layers.flatMap(({ fields }) => fields.problems);
  if (!site || problems.some(({ severity }) => severity === 'error')) return { site: undefined, problems };
  return { site: { ...site, variables: templateVariables(jekyll ?? hugo, site) }, problems };
}

/**
 * The section `aws` of `linefeed.yaml`: what is said of a deployment. Publishing does not read it.
 * @returns nothing in it where there is none, or where the file cannot be parsed, of which `readSite` tells
 */
export async function readAws(files: ReadonlyMap<string, Uint8Array>): Promise<Fields> {
  const parsed = await parseFiles(files);
  const own = 'severity' in parsed ? undefined : parsed.own;
  const fields = new Fields(own ?? { key: 'linefeed.yaml', data: {}, source: '' });
  const found = fields.find('aws');
  if (found && !isMap(found.value)) fields.report('aws', 'expected settings of the deployment, such as aws: { region: eu-west-1 }');
  return fields.within('aws');
}
