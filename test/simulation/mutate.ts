/** Bundles tests with edits of the source, so that the shipped source needs no switches. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { bundleOptions } from '../../scripts/bundle.mjs';

export interface Edit {
  /** Relative to the project's root. */
  file: string;
  find: string;
  replace: string;
}

const applied = (edits: readonly Edit[]): Plugin => ({
  name: 'edits',
  setup({ onLoad }) {
    for (const file of new Set(edits.map((edit) => edit.file))) {
      const path = resolve(file);
      onLoad({ filter: /\.ts$/ }, async (args) => {
        if (args.path !== path) return undefined;
        let contents = await readFile(path, 'utf8');
        for (const { find, replace } of edits.filter((edit) => edit.file === file)) {
          if (contents.split(find).length !== 2) throw new Error(`${file} does not hold exactly once: ${find}`);
          contents = contents.replace(find, () => replace);
        }
        return { contents, loader: 'ts' };
      });
    }
  },
});

/** @returns the module's path @throws Error if an edit no longer applies */
export async function bundleWith(edits: readonly Edit[], entry: string, outdir: string): Promise<string> {
  const common = await bundleOptions();
  const { metafile } = await build({
    ...common,
    entryPoints: { index: entry },
    outdir,
    external: ['esbuild'],
    plugins: [applied(edits)],
    metafile: true,
    logLevel: 'silent',
  });
  const missed = edits.filter(({ file }) => !Object.hasOwn(metafile.inputs, file));
  if (missed.length > 0) throw new Error(`${missed[0]?.file} is not part of ${entry}`);
  return resolve(outdir, 'index.js');
}
