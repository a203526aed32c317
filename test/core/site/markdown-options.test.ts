import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderDigest } from '../../../lambda/core/entry/entry.ts';
import { type Files, reading } from './sites.ts';

const OWN = 'title: T\nlink: https://blog.example/\n';

const eleventy = (program: string): Files => ({ 'eleventy.config.js': program, 'linefeed.yaml': OWN });

async function optionsOf(files: Files) {
  const { site } = await reading(files);
  assert.ok(site);
  return [site.lineBreaks, site.autolinks];
}

describe('options of Markdown are those of', () => {
  const cases: [name: string, files: Files, expected: unknown[]][] = [
    [
      "Hugo's Goldmark",
      {
        'hugo.toml':
          'baseURL = "https://blog.example/"\ntitle = "T"\n[markup.goldmark.renderer]\nhardWraps = true\n[markup.goldmark.extensions]\nlinkify = false\n',
      },
      [true, 'none'],
    ],
    ['Hugo without any', { 'hugo.toml': 'baseURL = "https://blog.example/"\ntitle = "T"\n' }, [undefined, undefined]],
    ['kramdown', { '_config.yml': 'title: T\nurl: https://blog.example\nkramdown: {hard_wrap: true}\n' }, [true, undefined]],
    [
      'Eleventy',
      eleventy(
        'const md = require("markdown-it");\nmodule.exports = (c) => {\n  c.setLibrary("md", md({ html: true, breaks: true, linkify: true }));\n};\n',
      ),
      [true, 'all'],
    ],
    [
      "Eleventy's own library, amended",
      eleventy('export default (c) => {\n  c.amendLibrary("md", (md) => md.set({ breaks: true }));\n};\n'),
      [true, undefined],
    ],
    [
      'Eleventy, but not in a comment or for another library',
      eleventy('// markdown-it\n// c.setLibrary("md", md({ breaks: true }));\nexport default { breaks: false };\n'),
      [undefined, undefined],
    ],
    [
      'Eleventy, unless linefeed.yaml says otherwise',
      { ...eleventy('import md from "markdown-it";\nmd({ breaks: true });\n'), 'linefeed.yaml': `${OWN}lineBreaks: false\n` },
      [undefined, undefined],
    ],
  ];
  for (const [name, files, expected] of cases) it(name, async () => assert.deepEqual(await optionsOf(files), expected));

  it('each post, which is rendered again when they change', async () => {
    const digestOf = async (program: string) => renderDigest((await reading(eleventy(program))).site ?? assert.fail());
    const all = await Promise.all(['', '// markdown-it\nx({ breaks: true })', '// markdown-it\nx({ linkify: true })'].map(digestOf));
    assert.equal(new Set(all).size, 3);
  });
});
