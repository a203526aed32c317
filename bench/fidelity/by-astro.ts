/** The site that Astro in the blog's `node_modules` writes. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FidelityError, type Reference } from './item.ts';
import type { Ours } from './ours.ts';
import { readBuiltSite } from './reference-site.ts';
import { copyBlog, inScratch, tool } from './tool.ts';

export async function byAstro(folder: string, ours: Ours): Promise<Reference> {
  const home = join(folder, 'node_modules/astro');
  if (!existsSync(home)) throw new FidelityError('Astro is not in node_modules; install it there, or give its output with --site');
  return inScratch(async (scratch) => {
    const { version, bin } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'));
    const command = join(home, typeof bin === 'string' ? bin : bin.astro);
    const [copy, out] = [join(scratch, 'blog'), join(scratch, 'site')];
    await copyBlog(folder, copy);
    await tool(process.execPath, [command, 'build', '--outDir', out], copy, { ASTRO_TELEMETRY_DISABLED: '1' });
    // Adapters write pages to their own folder.
    const site = [join(out, 'client'), out].find((path) => existsSync(path)) ?? out;
    return { ...(await readBuiltSite(site, ours)), name: `astro ${version}` };
  });
}
