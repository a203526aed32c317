/** Links, anchors and project paths in the documents resolve. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { describe, it } from 'node:test';
import MarkdownIt from 'markdown-it';

/** Its paths are not checked: it also names files of users, other projects and older versions. */
const HISTORY = 'CHANGELOG.md';

/** Folders of the project in which a path between backticks must exist. */
const ROOTS = ['bin', 'lambda', 'lib', 'test', 'bench', 'scripts', 'examples', 'schema', 'docs', '.ci', '.github'];

const markdown = new MarkdownIt({ html: true });

interface Document {
  file: string;
  links: string[];
  code: string[];
  anchors: Set<string>;
}

/**
 * GitHub's anchors:
 * https://docs.github.com/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links
 */
function anchorOf(heading: string, taken: Set<string>): string {
  const slug = heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-');
  let anchor = slug;
  for (let count = 1; taken.has(anchor); count += 1) anchor = `${slug}-${count}`;
  return anchor;
}

function readDocument(file: string): Document {
  const document: Document = { file, links: [], code: [], anchors: new Set() };
  const tokens = markdown.parse(readFileSync(file, 'utf8'), {});
  for (const [index, { type, children }] of tokens.entries()) {
    const parts = children ?? [];
    if (type === 'inline' && tokens[index - 1]?.type === 'heading_open')
      document.anchors.add(anchorOf(parts.map(({ content }) => content).join(''), document.anchors));
    for (const part of parts) {
      if (part.type === 'code_inline') document.code.push(part.content);
      const address = part.attrGet('href') ?? part.attrGet('src');
      if (address !== null) document.links.push(String(address));
    }
  }
  return document;
}

/** @returns unresolved links, each with its document */
function brokenLinks({ file, links }: Document): string[] {
  return links
    .filter((address) => !/^[a-z][a-z+.-]*:/i.test(address))
    .filter((address) => {
      const [path = '', anchor] = address.split('#').map(decodeURIComponent);
      const target = path === '' ? file : normalize(join(dirname(file), path));
      if (!existsSync(target)) return true;
      return anchor !== undefined && !readDocument(target).anchors.has(anchor);
    })
    .map((address) => `${file}: ${address}`);
}

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' }).trim().split('\n');

/** `*` and `<name>` in a path match any name. */
function exists(path: string): boolean {
  const names = path.replace(/[.]/g, '\\$&').replace(/\*|<[\w ]+>/g, '[^/]+');
  const pattern = new RegExp(`^${names.replace(/\/$/, '')}(/|$)`);
  return files.some((file) => pattern.test(file));
}

/**
 * Missing paths from the root of the project, and missing source files in any notation. Guides for generators name the user's source files,
 * which are not checked.
 */
function missingPaths({ file, code }: Document): string[] {
  const named = code.filter((text) => {
    if (!/^[\w.*<>@ -]+(\/[\w.*<>@ -]+)*\/?$/.test(text)) return false;
    return (
      (text.includes('/') && ROOTS.includes(text.split('/')[0] ?? '')) || (/\w\.(ts|mjs)$/.test(text) && !file.startsWith('docs/from/'))
    );
  });
  return named.filter((path) => !exists(path)).map((path) => `${file}: ${path}`);
}

const documents = files
  .filter((file) => /\.md$/.test(file) && !/^(test|examples\/weblog\/(_|workshop))/.test(file) && existsSync(file))
  .map(readDocument);

describe('the documents', () => {
  it('are found, with their links and paths', () => {
    assert.ok(documents.length > 30, `${documents.length} documents`);
    assert.ok(documents.flatMap(({ links }) => links).length > 100);
    assert.ok(documents.flatMap(({ code }) => code).filter((text) => text.startsWith('lambda/')).length > 30);
  });

  it('link to existing files and headings', () => {
    assert.deepEqual(documents.flatMap(brokenLinks), []);
  });

  it('name existing paths', () => {
    assert.deepEqual(documents.filter(({ file }) => file !== HISTORY).flatMap(missingPaths), []);
  });

  it('list each room of lambda/ and each stage of the core', () => {
    const map = readFileSync('ARCHITECTURE.md', 'utf8');
    const rooms = readdirSync('lambda', { withFileTypes: true }).map((entry) => `lambda/${entry.name}`);
    const stages = readdirSync('lambda/core', { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
    assert.deepEqual(
      rooms.filter((room) => !map.includes(`\`${room}`)),
      [],
    );
    assert.deepEqual(
      stages.filter((stage) => !new RegExp(`\\b${stage}\\b`).test(/stages depend downwards only: .*/.exec(map)?.[0] ?? '')),
      [],
    );
  });

  it('are checked by functions that find broken links and paths', (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'linefeed-documents-'));
    context.after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'a.md');
    writeFileSync(
      file,
      '# One `two`\n\n[a](#one-two) [b](#three) [c](b.md) [d](https://x.example/#y)\n\n| `lambda/none.ts` | `lambda/core/model.ts` | `lambda/<room>/` | `none.ts` |\n',
    );
    const document = readDocument(file);
    assert.deepEqual(brokenLinks(document), [`${file}: #three`, `${file}: b.md`]);
    assert.deepEqual(missingPaths({ ...document, code: ['lambda/none.ts', 'lambda/core/model.ts', 'lambda/<room>/', 'none.ts', 'a/b'] }), [
      `${file}: lambda/none.ts`,
      `${file}: none.ts`,
    ]);
  });
});
