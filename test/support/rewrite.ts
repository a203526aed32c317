/** Edits front matter without changing its meaning: adds unused fields, comments and white space, and reorders fields. */
import assert from 'node:assert/strict';
import { readFrontMatter } from '../../lambda/core/post/front-matter.ts';

/** The fields of YAML or TOML, each with its lines. */
const fieldsOf = (block: string): string[] => block.split(/^(?=[\w"'])/m).filter((field) => field.trim() !== '');

const isOncePerName = (fields: string[]): boolean =>
  new Set(fields.map((field) => /^[^:=]*/.exec(field)?.[0].trim())).size === fields.length;

function yaml(block: string): string {
  const fields = fieldsOf(block).map((field) => field.replace(/^([\w-]+):[ \t]*(?=\S)/, '$1:   '));
  const ordered = isOncePerName(fields) ? fields.reverse() : fields;
  return `# Colours are the theme's.\n\nx_theme: { colour: teal } # not read\n${ordered.map((field) => `${field.trimEnd()}\n\n`).join('')}`;
}

function toml(block: string): string {
  const fields = fieldsOf(block).map((field) => field.replace(/^(\w+)\s*=\s*/, '$1   =   '));
  return `# Colours are the theme's.\nx_theme = "teal" # not read\n\n${fields.reverse().join('\n')}`;
}

const json = (block: string): string =>
  `${JSON.stringify(Object.fromEntries([['x_theme', { colour: 'teal' }], ...Object.entries(JSON.parse(block)).reverse()]), null, 5)}\n`;

export async function rewritten(file: string): Promise<string> {
  const [, fence = '', block = '', end = ''] = /^(---json\n|---\n|\+\+\+\n|(?=\{))([\s\S]*?\n)(---\n|\+\+\+\n|(?=\n))/.exec(file) ?? [];
  assert.notEqual(block, '', file.slice(0, 200));
  const edit = fence === '+++\n' ? toml : fence === '---\n' ? yaml : json;
  const result = fence + edit(block) + file.slice(fence.length + block.length);
  const [before, after] = [await readFrontMatter(file), await readFrontMatter(result)];
  const { x_theme: added, ...rest } = after?.data ?? {};
  assert.ok(added !== undefined && end !== undefined);
  assert.deepEqual([rest, after?.body], [before?.data, before?.body]);
  return result;
}
