import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigurationError } from '../../lambda/publish/publish.ts';
import { byWordpress } from './by-wordpress.ts';
import { compare } from './compare.ts';
import { FidelityError, type Reference } from './item.ts';
import { leftovers } from './leftovers.ts';
import { type Ours, publishOurs } from './ours.ts';
import { readFeed } from './reference-feed.ts';
import { readBuiltSite } from './reference-site.ts';
import { byTool } from './reference-tools.ts';
import { comparisonLines, ourLines } from './report.ts';

const HELP = `usage: npm run fidelity -- DIR [--site DIR | --feed FILE | --wxr FILE | --alone] [--examples N] [--json]

Publishes the blog in DIR with Linefeed and compares post by post with what its generator makes of it: missing and extra posts, addresses,
titles, dates, categories, text, pictures and links.

  (nothing)      runs the generator: the command jekyll, hugo or zola; Eleventy or Astro from DIR's node_modules; or DIR's own Quartz. This
                 runs the blog's own plugins and templates.
  --site DIR     compares with the site that the generator wrote
  --feed FILE    compares with a feed of the blog
  --wxr FILE     compares with what the Debian package wordpress renders from the export that DIR was imported from
  --alone        compares with nothing, and shows what Linefeed says of the blog
  --examples N   prints N examples of each class (3)
  --json         prints everything as JSON

Exit code: 0 if all posts are equal, 1 if not (with --alone: if template syntax is left), 2 if nothing could be compared.
`;

const OPTIONS = {
  site: { type: 'string' },
  feed: { type: 'string' },
  wxr: { type: 'string' },
  alone: { type: 'boolean', default: false },
  examples: { type: 'string', default: '3' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** npm changes to the project's folder. */
const at = (path: string) => resolve(process.env.INIT_CWD ?? '.', path);

function readReference(dir: string, ours: Ours, { site, feed, wxr }: { site?: string; feed?: string; wxr?: string }): Promise<Reference> {
  if (site !== undefined) return readBuiltSite(at(site), ours);
  if (wxr !== undefined) return byWordpress(at(wxr));
  return feed === undefined ? byTool(at(dir), ours) : readFeed(at(feed));
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const [dir] = positionals;
  if (values.help || dir === undefined || positionals.length > 1) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  const examples = Number(values.examples);
  const ours = await publishOurs(at(dir));
  const templates = await leftovers(at(dir), ours);
  if (!values.json) console.log(ourLines(ours, templates, examples).join('\n'));
  const compared = values.alone ? undefined : compare(ours.items, await readReference(dir, ours, values));
  const { items, ...rest } = ours;
  if (values.json) console.log(JSON.stringify({ ...rest, posts: items.length, templates, compared }, null, 2));
  else if (compared) console.log(comparisonLines(compared, examples).join('\n'));
  return (compared?.differences.length ?? templates.length) > 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof ConfigurationError) for (const { key, line, message } of error.problems) console.error(`${key}:${line}: ${message}`);
  else if (!(error instanceof FidelityError) && !(error instanceof TypeError && 'code' in error)) throw error;
  console.error(`fidelity: ${error.message}`);
  process.exitCode = 2;
}
