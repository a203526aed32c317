import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { FileNames } from '../../../lambda/local/import/file-names.ts';

const nameOf = (slug: string, date?: string, names = new FileNames()) => names.nameOf({ slug, date }, '.md');

it('have the day, if it is one', () => {
  assert.equal(nameOf('a-kettle', '2015-01-02T03:04:05Z'), 'posts/2015-01-02-a-kettle.md');
  assert.equal(nameOf('a-kettle', '../../../a'), 'posts/a-kettle.md');
  assert.equal(nameOf(''), 'posts/post.md');
});

it('are distinct where case, Unicode forms and ligatures are folded', () => {
  const names = new FileNames();
  const made = ['Café', 'cafe\u0301', 'CAFÉ', 'straße', 'STRASSE', 'nul', 'NUL'].map((slug) => nameOf(slug, undefined, names));
  assert.deepEqual(
    made,
    ['Café', 'cafe\u0301-2', 'CAFÉ-3', 'straße', 'STRASSE-2', 'nul-2', 'NUL-3'].map((name) => `posts/${name}.md`),
  );
});

it('are names that every file system can have', () => {
  const unit = fc.constantFrom('.', '/', '\\', ':', ' ', '-', '_', '\0', '\n', 'a', 'é', '長', 'हि', '\u{20000}', '\ud840', '😀', 'con');
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ unit, maxLength: 150 }), fc.option(fc.string({ unit }), { nil: undefined }))), (posts) => {
      const names = new FileNames();
      const made = posts.map(([slug, date]) => nameOf(slug, date, names));
      for (const name of made) {
        assert.match(name, /^posts\/[\p{L}\p{M}\p{N}_-]+\.md$/u);
        assert.ok(Buffer.byteLength(name) < 240, name);
      }
      assert.equal(new Set(made.map((name) => name.normalize('NFC').toLowerCase())).size, made.length);
    }),
    { seed: 55, numRuns: 300 },
  );
});
