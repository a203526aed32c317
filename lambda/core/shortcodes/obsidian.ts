/** https://help.obsidian.md/obsidian-flavored-markdown */

import { escapeHtml } from '../liquid/contract.ts';
import { attachmentOf } from '../post/attachments.ts';
import { outsideCode } from './code.ts';
import { addressOf, attributes, type Expand, type Source, splitFragment, Warnings } from './contract.ts';

const COMMENT = /%%[\s\S]*?%%/g;
const LINK = /(!?)\[\[([^[\]\n]+)\]\]/g;
// A kind ends once; otherwise each letter would be tried as its end.
const CALLOUT = /^([ \t]*(?:>[ \t]?)+)\[!([\w-]+)(?![\w-])[^\]\n]*\][+-]?[ \t]*([^\n]*)$/gm;
const VIDEO =
  /!\[[^[\]\n]{0,500}\]\(https?:\/\/(?:www\.|m\.)?(?:youtube\.com\/(?:watch\?(?:[^\s()#]{0,200}&)?v=|embed\/|shorts\/)|youtu\.be\/)([\w-]{5,20})[^\s()]{0,200}\)/g;
const MARKED = /==(?=\S)([^=\n]+?)(?<=\S)==/g;

const IMAGE = /\.(?:png|jpe?g|gif|webp|svg|avif|bmp)$/i;
const SOUND = /\.(?:mp3|m4a|ogg|wav|flac|3gp)$/i;
const FILM = /\.(?:mp4|webm|ogv|mov|mkv)$/i;

export const expandObsidian: Expand = (body, source) => {
  const warnings = new Warnings(body, source.post);
  const replaceLink = (at: number) => (_: string, embedded: string, inside: string, index: number) => {
    const made = embedded ? embed(inside, at + index, source, warnings) : link(inside, at + index, source, warnings);
    source.budget.write(Math.max(0, made.length - inside.length));
    return made;
  };
  // Keeps comments' length: offsets locate warnings.
  const text = outsideCode(body, (part, at) =>
    part
      .replace(COMMENT, (comment) => comment.replace(/[^\n]/g, '\0'))
      .replace(LINK, replaceLink(at))
      .replaceAll('\0', '')
      .replace(VIDEO, (_, id: string) => `<iframe${attributes(['src', `https://www.youtube.com/embed/${id}`])} allowfullscreen></iframe>`)
      .replace(MARKED, '<mark>$1</mark>')
      .replace(
        CALLOUT,
        (_, quote: string, kind: string, title: string) => `${quote}**${title.trim() || spoken(kind)}**\n${quote.trimEnd()}`,
      ),
  );
  return { text, problems: warnings.problems };
};

const spoken = (kind: string): string => kind.charAt(0).toUpperCase() + kind.slice(1).toLowerCase();

function partsOf(inside: string): { target: string; text: string | undefined } {
  const [target = '', ...text] = inside.split(/\\?\|/);
  return { target: target.trim(), text: text.length > 0 ? text.join('|').trim() : undefined };
}

function link(inside: string, at: number, source: Source, warnings: Warnings): string {
  const { target, text } = partsOf(inside);
  const { name, fragment } = splitFragment(target);
  const heading = fragment.split('#').at(-1) ?? '';
  const shown = escapeMarkdown(text ?? [name.trim(), heading].filter((part) => part !== '' && !part.startsWith('^')).join(' > '));
  const anchor =
    heading === '' || heading.startsWith('^')
      ? ''
      : `#${heading
          .trim()
          .toLowerCase()
          .replace(/[^\p{L}\p{N}]+/gu, '-')}`;
  const address = name.trim() === '' ? '' : addressOf(name, source);
  if (address !== undefined) return `[${shown}](<${address}${anchor}>)`;
  warnings.add(
    at,
    `[[${inside}]]: no live post or page has this name; the link is left out and its text stays; correct the name or publish that post`,
  );
  return shown;
}

const escapeMarkdown = (text: string): string => text.replace(/[[\]<]/g, '\\$&');

function embed(inside: string, at: number, { post, site, links }: Source, warnings: Warnings): string {
  const { target, text } = partsOf(inside);
  const { url, missing } = attachmentOf(target, post, site, links) ?? {};
  const src = url ?? target.split('/').map(encodeURIComponent).join('/');
  if (missing !== undefined) warnings.add(at, missing);
  const [width, height] = /^\d+(?:x\d+)?$/.test(text ?? '') ? (text ?? '').split('x') : [];
  const alt = width === undefined ? text : undefined;
  if (IMAGE.test(target)) return `<img${attributes(['src', src], ['alt', alt], ['width', width], ['height', height])}>`;
  if (SOUND.test(target)) return `<audio${attributes(['src', src])} controls></audio>`;
  if (FILM.test(target)) return `<video${attributes(['src', src])} controls></video>`;
  if (/\.pdf$/i.test(target)) return `<a${attributes(['href', src])}>${escapeHtml(text ?? target)}</a>`;
  warnings.add(at, `![[${inside}]]: notes inside of notes are left out; write its text into the post, or link to it: [[${inside}]]`);
  return '';
}
