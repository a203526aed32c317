/** The pages that `hugo` renders, without layouts. */
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { FidelityError, type Item, type Reference } from './item.ts';
import type { Ours } from './ours.ts';
import { inScratch, itemsOf, OWN, tool } from './tool.ts';

const LAYOUTS = /(?:^|\/)layouts\/(?!shortcodes\/|partials\/|_shortcodes\/|_partials\/|.*_markup\/|.*\/_markup\/)/;

/** Copies the blog without page templates, and adds a page that lists all others. */
export async function byHugo(folder: string, { roots }: Ours): Promise<Reference> {
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
    const version = (await tool('hugo', ['version'], scratch)).stdout.split(' ').slice(0, 2).join(' ');
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

/** A missing theme fails the build, even if it is unused. */
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

/** A missing shortcode fails the build, so posts that use one are excluded from the comparison. */
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
