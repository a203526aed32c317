/** The site that the Quartz in the blog's folder writes. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FidelityError, type Reference } from './item.ts';
import type { Ours } from './ours.ts';
import { readBuiltSite } from './reference-site.ts';
import { inScratch, tool } from './tool.ts';

export async function byQuartz(folder: string, ours: Ours): Promise<Reference> {
  const command = join(folder, 'quartz/bootstrap-cli.mjs');
  if (!existsSync(command))
    throw new FidelityError('Quartz is not in the folder quartz; give the built site with --site, or a feed with --feed');
  if (!existsSync(join(folder, 'node_modules')))
    throw new FidelityError('the packages of Quartz are not in node_modules; install them there, or give its output with --site');
  return inScratch(async (scratch) => {
    await tool(process.execPath, [command, 'build', '--output', scratch], folder);
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    return { ...(await readBuiltSite(scratch, ours)), name: `quartz ${version}` };
  });
}
