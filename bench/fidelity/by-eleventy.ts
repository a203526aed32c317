/** The site that Eleventy in the blog's `node_modules` writes. */
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { FidelityError, type Reference } from './item.ts';
import type { Ours } from './ours.ts';
import { readBuiltSite } from './reference-site.ts';
import { copyBlog, inScratch, itemsOf, tool } from './tool.ts';

const PRODUCTION = { NODE_ENV: 'production', ELEVENTY_ENV: 'production' };
const NAMES = ['.eleventy.js', 'eleventy.config.js', 'eleventy.config.mjs', 'eleventy.config.cjs'];

/** A plugin that writes each page as a line of JSON, with its content without layouts. */
const PLUGIN = (out: string) => `
let pages = [];
function record(config) {
  config.addCollection('linefeedFidelity', (api) => { pages = api.getAll(); return []; });
  const write = () => {
    const lines = pages.filter(({ url }) => url).map((page) => {
      const { data = {}, inputPath, url, date } = page;
      let html;
      try { html = page.templateContent; } catch {}
      const categories = [data.tags || []].flat().filter((tag) => !/^(?:all|nav|posts?)$/.test(tag));
      const source = inputPath.replace(/^\\.\\//, '');
      return JSON.stringify({ source, url, title: data.title, date, categories, html: typeof html === 'string' ? html : undefined });
    });
    writeFileSync(${JSON.stringify(out)}, lines.join('\\n'));
  };
  config.on('afterBuild', write);
  config.on('eleventy.after', write);
}`;

/** Replaces the blog's configuration by one that adds the plugin. */
async function addPlugin(copy: string, out: string): Promise<void> {
  const name = NAMES.find((each) => existsSync(join(copy, each)));
  const packages = JSON.parse(await readFile(join(copy, 'package.json'), 'utf8').catch(() => '{}'));
  const isModule = /\.mjs$/.test(name ?? '') || (packages.type === 'module' && !/\.cjs$/.test(name ?? ''));
  const own = name === undefined ? undefined : `./linefeed-own${extname(name)}`;
  if (name && own) await rename(join(copy, name), join(copy, own));
  const call = 'const add = (config) => { record(config); return typeof own === "function" ? own(config) : own; };';
  const load =
    own === undefined
      ? 'const own = {};'
      : isModule
        ? `import own from "${own}"; export * from "${own}";`
        : `const own = require("${own}");`;
  const write = isModule ? "import { writeFileSync } from 'node:fs';" : "const { writeFileSync } = require('node:fs');";
  const result = isModule ? 'export default add;' : 'module.exports = Object.assign(add, own);';
  await writeFile(join(copy, name ?? '.eleventy.js'), [load, write, PLUGIN(out), call, result].join('\n'));
}

export async function byEleventy(folder: string, ours: Ours): Promise<Reference> {
  const home = join(folder, 'node_modules/@11ty/eleventy');
  const found = ['cmd.cjs', 'cmd.js'].map((name) => join(home, name)).find((file) => existsSync(file));
  if (!found) throw new FidelityError('Eleventy is not in node_modules; install it there, or give its output with --site');
  return inScratch(async (scratch) => {
    const [copy, out] = [join(scratch, 'blog'), join(scratch, 'out.jsonl')];
    await copyBlog(folder, copy);
    await addPlugin(copy, out);
    await tool(process.execPath, [found, '--quiet', '--output=linefeed-site'], copy, PRODUCTION);
    const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'));
    const pages = itemsOf(await readFile(out, 'utf8'));
    return { ...(await readBuiltSite(join(copy, 'linefeed-site'), ours, pages)), name: `eleventy ${version}` };
  });
}
