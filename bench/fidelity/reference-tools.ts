/** The blog as rendered by its own generator, which runs the blog's templates and plugins. */
import { byAstro } from './by-astro.ts';
import { byEleventy } from './by-eleventy.ts';
import { byHugo } from './by-hugo.ts';
import { byJekyll } from './by-jekyll.ts';
import { byQuartz } from './by-quartz.ts';
import { byZola } from './by-zola.ts';
import { FidelityError, type Reference } from './item.ts';
import type { Ours } from './ours.ts';

const TOOLS: Record<string, (folder: string, ours: Ours) => Promise<Reference>> = {
  jekyll: byJekyll,
  hugo: byHugo,
  zola: byZola,
  eleventy: byEleventy,
  astro: byAstro,
  obsidian: byQuartz,
};

/** @throws FidelityError if no tool is available, or it fails */
export async function byTool(folder: string, ours: Ours): Promise<Reference> {
  const render = TOOLS[ours.generator];
  if (!render) throw new FidelityError(`${ours.generator}: give the built site with --site, or a feed with --feed`);
  return render(folder, ours);
}
