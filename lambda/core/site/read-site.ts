/** The generator's configuration supplies settings that `linefeed.yaml` omits: Jekyll, Hugo and Zola blogs need no such file. */
import { GENERATORS, type Person, type Problem, type Site } from '../model.ts';
import { type DataFile, Fields } from '../text/fields.ts';
import { isMap } from '../text/is-map.ts';
import { FileProblem, type Files, parseFirst } from './config-file.ts';
import { AUTHORS, OWN } from './config-names.ts';
import { ownLayer, SAMPLE_CONFIG } from './config-own.ts';
import { TOOL_ADDRESSES, type ToolAddresses } from './feed-addresses.ts';
import { type FoundGenerator, findGenerator } from './generators.ts';
import { readPeople } from './setting-readers.ts';
import { assembleSite, type Layer, type Present, type Settings } from './settings.ts';

export type SiteReading = {
  site: Site | undefined;
  problems: Problem[];
  /** Where the generator publishes its main feed. */
  toolFeeds?: ToolAddresses['feeds'];
  /** For faults of settings that later stages find. */
  problemAt?: (setting: string, message: string) => Problem;
};

interface Parsed {
  own: DataFile | undefined;
  found: FoundGenerator | undefined;
  authors: DataFile | undefined;
}

/** @returns the problem of the first file that does not parse */
async function parseFiles(files: Files): Promise<Parsed | Problem> {
  try {
    const own = await parseFirst(OWN, files);
    const wanted = GENERATORS.find((generator) => generator === own?.data.generator);
    const found = await findGenerator(files, wanted, own?.data);
    return { own, found, authors: await parseFirst(AUTHORS, files) };
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    const { key, line, column, message } = error;
    return { key, line, column, message, severity: 'error' };
  }
}

/** `site` in templates. Without settings that posts do not use: changes render every post again. */
function templateVariables(base: DataFile | undefined, { title, description, link }: Omit<Site, 'variables'>): Record<string, unknown> {
  const { origin, pathname } = new URL(link);
  const given = Object.entries(base?.data ?? {}).filter(([, value]) => value !== null && value !== '');
  return { title, description, url: origin, baseurl: pathname.replace(/\/$/, ''), ...Object.fromEntries(given) };
}

/**
 * @param files configuration by name
 * @param overrides command-line settings, strongest
 */
export async function readSite(files: Files, overrides: Settings = {}, present?: Present): Promise<SiteReading> {
  const parsed = await parseFiles(files);
  if ('severity' in parsed) return { site: undefined, problems: [parsed] };
  const { own, found, authors } = parsed;
  const people = peopleIn(authors, ...(found?.generator === 'jekyll' ? [found.file] : []), own);
  const base = found?.layer(people);
  const main = own ? ownLayer(own, people) : found?.file && base;
  if (!main) return { site: undefined, problems: [missing(found)] };
  const commandLine = ownLayer({ key: 'command line', data: { ...overrides }, source: '' }, people);
  const layers = [commandLine, main, ...(base && base !== main ? [base] : [])];
  const site = assembleSite(found?.generator ?? 'linefeed', layers, main, people, { scheme: found?.scheme ?? 'linefeed', present });
  const problems = layers.flatMap(({ fields }) => fields.problems);
  if (!site || problems.some(({ severity }) => severity === 'error')) return { site: undefined, problems };
  const toolFeeds = found && base ? toolFeedsOf(found, base) : {};
  const problemAt = (setting: string, message: string) => main.fields.problem(setting, message);
  return { site: { ...site, variables: templateVariables(found?.file, site) }, problems, toolFeeds, problemAt };
}

function toolFeedsOf({ scheme }: FoundGenerator, { settings, tool }: Layer): ToolAddresses['feeds'] {
  const named = Object.entries(settings.feeds?.() ?? {}).filter(([, name]) => typeof name === 'string');
  return { ...TOOL_ADDRESSES[scheme].feeds, ...Object.fromEntries(named), ...tool?.().feeds };
}

/** From `_data/authors.*` and `authors` tables. */
const peopleIn = (authors: DataFile | undefined, ...others: (DataFile | undefined)[]): Record<string, Person> =>
  Object.assign({}, readPeople(authors?.data), ...others.map((file) => readPeople(file?.data.authors)));

function missing(found: FoundGenerator | undefined): Problem {
  const reason = found ? `title and address cannot be read from the configuration of ${found.name}` : 'no configuration found';
  const message = `${reason}; write a file linefeed.yaml with these lines:\n\n${SAMPLE_CONFIG}\n`;
  return { key: 'linefeed.yaml', line: 1, column: 1, message, severity: 'error' };
}

/**
 * `aws` of `linefeed.yaml`.
 * @returns empty without it, or if the file does not parse, which `readSite` reports
 */
export async function readAws(files: Files): Promise<Fields> {
  const parsed = await parseFiles(files);
  const own = 'severity' in parsed ? undefined : parsed.own;
  const fields = new Fields(own ?? { key: 'linefeed.yaml', data: {}, source: '' });
  const found = fields.find('aws');
  if (found && !isMap(found.value)) fields.report('aws', 'expected settings of the deployment, such as aws: { region: eu-west-1 }');
  return fields.within('aws');
}
