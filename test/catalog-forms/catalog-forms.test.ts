/**
 * Reads every catalog form. Each fixture is a catalog of this blog, written by an earlier version; a change of the catalog adds
 * one (docs/catalog-form.md).
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Blog } from '../support/blog.ts';

const FIXTURES = 'test/catalog-forms';

const CONFIG = `title: Tide Tables
link: https://tide.example/
description: Notes from a harbour
language: en
timezone: Europe/Lisbon
`;

const FIRST = '_posts/2026-01-02-first-light.md';
const SECOND = '_posts/2026-01-03-second-watch.md';

/** The current blog. The second post was renamed after the catalogs were written, so only they contain its id. */
const FILES = {
  'linefeed.yaml': CONFIG,
  [FIRST]: '---\ntitle: First light\ntags: [harbour]\ncategories: [notes]\nauthor: Ines\n---\nThe lamp went out at six.\n',
  '_posts/2026-01-03-night-watch.md':
    '---\ntitle: Second watch\ntags: [harbour, fog]\n---\nSee [the first]({% post_url 2026-01-02-first-light %}).\n',
  '_posts/2026-01-04-draft.md': '---\ntitle: Not yet\ndraft: true\n---\nNothing.\n',
  '_posts/2026-01-05-broken.md': '---\ntitle: Broken\ndate: nonsense\n---\nNothing.\n',
};

interface RowOf {
  version?: { id: string };
}

interface Fixture {
  form: number;
  catalog: {
    generation: string;
    rev: number;
    site: { generator?: string };
    posts?: Record<string, RowOf>;
    map?: { recent: [string, number, RowOf][] };
  };
}

const decoded = (bytes: Uint8Array): Fixture => JSON.parse(gunzipSync(bytes).toString());

async function blogWith(context: Parameters<typeof Blog.create>[0], catalog: Uint8Array): Promise<{ blog: Blog; state: string }> {
  const blog = await Blog.create(context, FILES);
  const state = join(blog.root, '.linefeed/public');
  await mkdir(state, { recursive: true });
  await writeFile(join(state, 'catalog.json.gz'), catalog);
  return { blog, state };
}

const fixtures = readdirSync(FIXTURES).filter((file) => file.endsWith('.json.gz'));

describe('a catalog of an earlier version', () => {
  for (const file of fixtures) {
    it(`is read: ${file}`, async (context) => {
      const bytes = readFileSync(join(FIXTURES, file));
      const before = decoded(bytes);
      const { blog, state } = await blogWith(context, bytes);
      const { code, stderr } = await blog.build();
      assert.equal(code, 1, stderr);
      assert.match(stderr, /^_posts\/2026-01-05-broken\.md:3:7: error: date: /);
      const ids = Object.fromEntries((await blog.items()).map(({ title, id }) => [title, id]));
      const rows =
        before.catalog.posts ?? Object.fromEntries((before.catalog.map?.recent ?? []).map(([key, , row]) => [key.slice(2), row]));
      const [first, second] = [FIRST, SECOND].map((key) => rows[key]?.version?.id);
      assert.deepEqual(ids, { 'Second watch': second, 'First light': first });
      assert.ok(second?.includes('second-watch'));
      const after = decoded(readFileSync(join(state, 'catalog.json.gz')));
      assert.equal(after.catalog.generation, before.catalog.generation, 'the catalog is continued, not imported');
      assert.ok(after.catalog.rev > before.catalog.rev);
      assert.deepEqual([after.form, after.catalog.site.generator], [Math.max(2, before.form), 'linefeed'], 'in the form of this version');
      assert.equal((await blog.summary()).written, 0, 'a second run changes nothing');
    });
  }
});

describe('a catalog of a later version', () => {
  it('is rejected and kept', async (context) => {
    const { form, catalog } = decoded(readFileSync(join(FIXTURES, fixtures.at(-1) ?? '')));
    const later = gzipSync(JSON.stringify({ form: form + 1000, catalog }));
    const { blog, state } = await blogWith(context, later);
    const { code, stderr } = await blog.build();
    assert.equal(code, 2);
    assert.match(stderr, new RegExp(`catalog\\.json\\.gz has the form ${form + 1000}, .*use the version that wrote it, or a newer one`));
    assert.ok(readFileSync(join(state, 'catalog.json.gz')).equals(later));
  });
});
