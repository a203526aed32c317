/**
 * A real blog, if there is one on this machine: a Jekyll folder with `_posts`, `_config.yml` and `reference/jekyll-feed.xml`, the output of
 * Jekyll and jekyll-feed. Its texts belong to their author and are not part of this project.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Parser } from 'htmlparser2';
import { SaxesParser } from 'saxes';

const folder = resolve(process.env.LINEFEED_CORPUS ?? '../shared/corpus/weblog');

export const CORPUS = existsSync(join(folder, '_posts')) ? folder : undefined;

export const NO_CORPUS =
  CORPUS === undefined && 'no corpus: set LINEFEED_CORPUS to the folder of a Jekyll blog with reference/jekyll-feed.xml';

export interface ReferenceEntry {
  id: string;
  title: string;
  link: string;
  published: string;
  author: string;
  terms: string[];
  content: string;
}

/** Read by an independent parser. */
export function referenceEntries(corpus: string): ReferenceEntry[] {
  const entries: ReferenceEntry[] = [];
  let entry: ReferenceEntry | undefined;
  let text = '';
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    text = '';
    if (name === 'entry') entry = { id: '', title: '', link: '', published: '', author: '', terms: [], content: '' };
    if (name === 'link' && entry) entry.link = attributes.href ?? '';
    if (name === 'category') entry?.terms.push(attributes.term ?? '');
  });
  parser.on('text', (part) => {
    text += part;
  });
  parser.on('cdata', (part) => {
    text += part;
  });
  parser.on('closetag', ({ name }) => {
    if (entry === undefined) return;
    if (name === 'id' || name === 'title' || name === 'published' || name === 'content') entry[name] = text;
    if (name === 'name') entry.author = text;
    if (name !== 'entry') return;
    entries.push(entry);
    entry = undefined;
  });
  parser.write(readFileSync(join(corpus, 'reference/jekyll-feed.xml'), 'utf8')).close();
  return entries;
}

/** Without white space. */
export function textOf(html: string, withCode = true): string {
  let text = '';
  let code = 0;
  const parser = new Parser({
    onopentag: (name) => {
      if (name === 'pre' || name === 'code') code += 1;
    },
    ontext: (part) => {
      if (withCode || code === 0) text += part;
    },
    onclosetag: (name) => {
      if (name === 'pre' || name === 'code') code -= 1;
    },
  });
  parser.end(html);
  return text.replace(/\s+/g, '');
}

export function addressesOf(html: string): string[] {
  const addresses: string[] = [];
  const parser = new Parser({
    onopentag: (_, { href, src, poster, cite }) => {
      addresses.push(...[href, src, poster, cite].filter((address) => address !== undefined));
    },
  });
  parser.end(html);
  return addresses;
}

export const folded = (text: string): string =>
  text
    .replace(/[‘’‚‛′]/g, "'")
    .replace(/[“”„‟″]/g, '"')
    .replace(/[–—]/g, '-')
    .replace(/-+/g, '-')
    .replace(/…/g, '...');
