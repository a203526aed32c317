// `npm run notices` writes THIRD_PARTY_NOTICES: the bundled packages and their licenses. Run from the project's root.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { bundleOptions, functionOptions } from './bundle.mjs';

const FILE = 'THIRD_PARTY_NOTICES';
/** Files with license texts and notices. */
const LEGAL = /^(?:licen[cs]e|copying|notice|copyrightnotice)(?:[.-].*)?$/i;

/** Folders of packages with code in the bundles. */
async function bundledPackages() {
  const command = {
    ...(await bundleOptions()),
    entryPoints: { linefeed: 'bin/linefeed.ts', worker: 'lambda/local/worker.ts' },
    outdir: 'dist',
  };
  const functions = await Promise.all(['publish', 'reconcile'].map(functionOptions));
  const made = await Promise.all(
    [command, ...functions].map((options) => build({ ...options, minify: true, metafile: true, write: false })),
  );
  const inputs = made.flatMap(({ metafile }) => Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs)));
  const folders = inputs.flatMap(([path, { bytesInOutput }]) =>
    bytesInOutput > 0 ? (/^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []) : [],
  );
  return [...new Set(folders)].sort();
}

async function describe(folder) {
  const { name, version, license, author } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
  const files = (await readdir(folder)).filter((file) => LEGAL.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(`${folder}/${file}`, 'utf8')));
  const by = typeof author === 'string' ? author : author?.name;
  // Some packages name a license without its text.
  const text =
    texts.map((each) => each.replaceAll('\r\n', '\n').trim()).join('\n\n') || `Licensed under ${license}${by ? `, by ${by}` : ''}.`;
  return { title: `${name} ${version} (${license})`, text };
}

/** @returns the whole file; packages with equal texts are grouped */
export async function notices() {
  const byText = new Map();
  for (const { title, text } of await Promise.all((await bundledPackages()).map(describe))) {
    byText.set(text, [...(byText.get(text) ?? []), title]);
  }
  const sections = [...byText].map(([text, titles]) => `${titles.join('\n')}\n\n${text}\n`);
  const line = '-'.repeat(80);
  return `Linefeed is distributed with parts of the following packages.\n\n${sections.map((section) => `${line}\n${section}`).join('\n')}`;
}

if (process.argv.includes('--write')) await writeFile(FILE, await notices());
