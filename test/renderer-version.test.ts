/** The renderer's version: a change of it makes every deployment render every post again. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { it } from 'node:test';
import type { Plugin } from 'esbuild';
import { rendererVersion } from '../scripts/bundle.mjs';

/** @returns the version with one source edited, and the files that it was computed from */
async function versionWith(file: string, edit: (text: string) => string): Promise<{ version: string; loaded: string[] }> {
  const loaded: string[] = [];
  const editing: Plugin = {
    name: 'edit',
    setup({ onLoad }) {
      onLoad({ filter: /./ }, async ({ path }) => {
        loaded.push(path);
        if (path !== resolve(file)) return undefined;
        const text = await readFile(path, 'utf8');
        const edited = edit(text);
        assert.notEqual(edited, text, `${file} is not edited`);
        return { contents: edited, loader: 'ts' };
      });
    },
  };
  return { version: await rendererVersion([editing]), loaded };
}

const MARKDOWN = 'lambda/core/markdown/markdown.ts';
const comment = (text: string) => `${text}\n// A comment.\n`;

it("the renderer's version ignores comments", async () => {
  const { version, loaded } = await versionWith(MARKDOWN, comment);
  assert.equal(version, await rendererVersion());
  assert.ok(loaded.includes(resolve(MARKDOWN)));
});

it("the renderer's version changes with its code", async () => {
  const { version } = await versionWith(MARKDOWN, (text) => `${text}\nObject.assign(globalThis, { changed: true });\n`);
  assert.notEqual(version, await rendererVersion());
});

it("the renderer's version depends only on code that renders entries: no page, catalog, test tool or lock file", async () => {
  const { loaded } = await versionWith(MARKDOWN, comment);
  const files = loaded.map((path) => path.slice(resolve('.').length + 1));
  assert.deepEqual(
    files.filter((file) => !/^(?:node_modules\/|lambda\/core\/|scripts\/absent\.mjs$)/.test(file)),
    [],
  );
  assert.deepEqual(
    files.filter((file) => /^lambda\/core\/(?:page|catalog)\//.test(file)),
    [],
  );
  const notices = await readFile('THIRD_PARTY_NOTICES', 'utf8');
  const packages = new Set(files.flatMap((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []));
  assert.ok(packages.has('markdown-it'));
  assert.deepEqual(
    [...packages].filter((name) => !notices.includes(`\n${name} `)),
    [],
    'packages that are not part of the program',
  );
});
