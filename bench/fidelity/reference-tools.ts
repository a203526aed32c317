/** The blog as its own generator renders it. Runs the generator, and with it the blog's templates and plugins. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { FidelityError, type Item, type Reference } from './item.ts';
import type { Ours } from './ours.ts';
import { readBuiltSite } from './reference-site.ts';

const run = promisify(execFile);
const OWN = resolve('bench/fidelity');

/** @throws FidelityError with the tool's last lines */
async function tool(command: string, args: string[], cwd: string, env: Record<string, string> = {}): Promise<string> {
  try {
    return (await run(command, args, { cwd, env: { ...process.env, ...env }, maxBuffer: 1e9 })).stdout;
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: string | number; stdout?: string; stderr?: string };
    if (code === 'ENOENT') throw new FidelityError(`${command} is not installed; give its output with --site, or its feed with --feed`);
    const said = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '' && !/^\s+from /.test(line));
    throw new FidelityError(`${basename(command)} ended with ${code}:\n${said.slice(-8).join('\n')}`);
  }
}

const itemsOf = (lines: string): Item[] =>
  lines
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));

async function inScratch<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'linefeed-fidelity-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes a configuration with the plugins that Ruby can load, and prints the others. */
const JEKYLL_CONFIG = `
require 'jekyll'
config = Jekyll.configuration('quiet' => true)
found, absent = Array(config['plugins']).partition { |name| begin require name; true; rescue LoadError; false; end }
plugins = [File.join(config['source'], config['plugins_dir']), ARGV[1]]
none = File.join(ARGV[1], 'none')
File.write(ARGV[0], { 'plugins' => found, 'theme' => nil, 'layouts_dir' => none, 'plugins_dir' => plugins }.to_yaml)
print absent.join(', ')
`;

async function byJekyll(folder: string): Promise<Reference> {
  return inScratch(async (scratch) => {
    const [overlay, out, plugins] = [join(scratch, 'overlay.yml'), join(scratch, 'out.jsonl'), join(scratch, 'plugins')];
    await mkdir(plugins);
    await cp(join(OWN, 'jekyll.rb'), join(plugins, 'fidelity.rb'));
    const env = { JEKYLL_ENV: 'production', JEKYLL_NO_BUNDLER_REQUIRE: 'true', FIDELITY_OUT: out };
    const version = (await tool('jekyll', ['--version'], scratch, env)).trim();
    const absent = await tool('ruby', ['-e', JEKYLL_CONFIG, overlay, plugins], folder, env);
    const config = ['_config.yml', '_config.yaml', '_config.toml'].map((name) => join(folder, name)).find((file) => existsSync(file));
    const configs = [...(config ? [config] : []), overlay].join(',');
    const [site, cache] = [join(scratch, 'site'), '--disable-disk-cache'];
    await tool('jekyll', ['build', '-q', cache, '--destination', site, '--config', configs], folder, env);
    const name = `${version}${absent === '' ? '' : ` without ${absent}`}`;
    return { name, items: itemsOf(await readFile(out, 'utf8')), isComplete: true };
  });
}

const LAYOUTS = /(?:^|\/)layouts\/(?!shortcodes\/|partials\/|_shortcodes\/|_partials\/|.*_markup\/|.*\/_markup\/)/;

/** Copies the blog without page templates, and adds a page that lists all others. */
async function byHugo(folder: string, { roots }: Ours): Promise<Reference> {
  return inScratch(async (scratch) => {
    const copy = join(scratch, 'blog');
    const isCopied = (path: string) => {
      const key = relative(folder, path);
      return (
        !/(?:^|\/)(?:\.git|node_modules|\.linefeed|public|resources)(?:\/|$)/.test(key) && !(LAYOUTS.test(key) && /\.[a-z]+$/.test(key))
      );
    };
    await cp(folder, copy, { recursive: true, filter: isCopied });
    await addThemes(copy);
    await addShortcodes(copy);
    const root = roots[0] ?? 'content';
    await mkdir(join(copy, 'layouts/linefeed-fidelity'), { recursive: true });
    await cp(join(OWN, 'hugo.tmpl'), join(copy, 'layouts/linefeed-fidelity/single.html'));
    const page = { title: 'List', type: 'linefeed-fidelity', url: '/linefeed-fidelity.html', outputs: ['html'], date: '2000-01-01' };
    await mkdir(join(copy, root), { recursive: true });
    await writeFile(join(copy, root, 'linefeed-fidelity.md'), `${JSON.stringify(page)}\n`);
    const version = (await tool('hugo', ['version'], scratch)).split(' ').slice(0, 2).join(' ');
    // Shortcodes such as `tweet` make requests.
    const offline = { HUGO_IGNOREERRORS: 'error-remote-getjson' };
    await tool('hugo', ['--quiet', '--source', copy, '--destination', join(scratch, 'site')], scratch, offline);
    const files = await readdir(join(scratch, 'site'), { recursive: true });
    const list = files.find((file) => basename(file) === 'linefeed-fidelity.html');
    if (list === undefined) throw new FidelityError('hugo wrote no list of pages; give its output with --site');
    const items = itemsOf(await readFile(join(scratch, 'site', list), 'utf8'));
    return { name: version, items: items.map((item) => hugoItem(item, copy)), isComplete: true };
  });
}

/** A theme that is absent ends a build, even if nothing of it is used. */
async function addThemes(copy: string): Promise<void> {
  const configs = (await readdir(copy, { recursive: true })).filter((file) =>
    /^(?:config\/.*|hugo|config)\.(?:toml|ya?ml|json)$/.test(file),
  );
  for (const file of configs) {
    const source = await readFile(join(copy, file), 'utf8');
    const [, names = ''] = /^\s*"?theme"?\s*[=:]\s*(.+)$/m.exec(source) ?? [];
    for (const [name] of names.matchAll(/[\w./-]+/g)) await mkdir(join(copy, 'themes', name), { recursive: true });
  }
}

const FAILED = 'linefeed-fidelity-failed';

function hugoItem({ html = '', source = '', ...item }: Item, copy: string): Item {
  return { ...item, source: relative(copy, source), ...(html.includes(FAILED) ? {} : { html }) };
}

const BUILT_IN = /^(?:figure|gist|highlight|instagram|param|ref|relref|tweet|twitter|vimeo|youtube)(?:_simple)?$/;

/** A shortcode that is absent ends a build: posts that use one are left out of the comparison instead. */
async function addShortcodes(copy: string): Promise<void> {
  const files = await readdir(copy, { recursive: true });
  const known = new Set(files.flatMap((file) => /(?:^|\/)layouts\/_?shortcodes\/(.+?)\.[a-z.]+$/.exec(file)?.[1] ?? []));
  const used = new Map<string, boolean>();
  for (const file of files.filter((each) => /\.(?:md|markdown|html|mdx)$/.test(each) && !each.startsWith('layouts/'))) {
    const source = await readFile(join(copy, file), 'utf8').catch(() => '');
    for (const [, slash, name = ''] of source.matchAll(/\{\{[<%]\s*(\/?)\s*([\w/-]+)/g)) used.set(name, used.get(name) || slash === '/');
  }
  for (const [name, isClosed] of used) {
    if (known.has(name) || BUILT_IN.test(name)) continue;
    const file = join(copy, 'layouts/shortcodes', `${name}.html`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${FAILED}${isClosed ? '{{ .Inner }}' : ''}`);
  }
}

async function byEleventy(folder: string, ours: Ours): Promise<Reference> {
  const command = join(folder, 'node_modules/@11ty/eleventy/cmd.cjs');
  const old = join(folder, 'node_modules/@11ty/eleventy/cmd.js');
  const found = [command, old].find((file) => existsSync(file));
  if (!found) throw new FidelityError('Eleventy is not in node_modules; install it there, or give its output with --site');
  return inScratch(async (scratch) => {
    await tool(process.execPath, [found, '--quiet', `--output=${scratch}`], folder);
    const { version } = JSON.parse(await readFile(join(dirname(found), 'package.json'), 'utf8'));
    return { ...(await readBuiltSite(scratch, ours)), name: `eleventy ${version}` };
  });
}

const TOOLS: Record<string, (folder: string, ours: Ours) => Promise<Reference>> = {
  jekyll: byJekyll,
  hugo: byHugo,
  eleventy: byEleventy,
};

/** @throws FidelityError if there is no tool, or it fails */
export async function byTool(folder: string, ours: Ours): Promise<Reference> {
  const render = TOOLS[ours.generator];
  if (!render) throw new FidelityError(`${ours.generator}: give the built site with --site, or a feed with --feed`);
  return render(folder, ours);
}
