/**
 * Exported WordPress shortcodes: `[caption width="300"]<img …> A lens[/caption]`. https://wordpress.org/documentation/article/audio-shortcode/
 * https://wordpress.org/documentation/article/embeds/
 */

import { escapeHtml } from '../liquid/contract.ts';
import { Finder } from '../text/finder.ts';
import { outsideCode } from './code.ts';
import { attributes, codeBlock, type Expand, Warnings } from './contract.ts';

/** WordPress and wordpress.com; other bracketed words are text. */
const NAMES =
  'caption|wp_caption|gallery|playlist|audio|video|embed|youtube|vimeo|sourcecode|code|contact-form|contact-field|googlemaps|polldaddy|tweet';
const OPENING = new RegExp(`\\\\?\\[(/?)(${NAMES})\\b`, 'g');
const LONGEST = 2_000;
const ADDRESS = /\s*(https?:\/\/[^\s[\]\\]+)\s*/y;

interface Tag {
  from: number;
  to: number;
  closing: boolean;
  name: string;
  settings: string;
}

/** Tags end on their line; excludes links and definitions. */
function tagsIn(text: string): Tag[] {
  const finder = new Finder(text);
  const tags: Tag[] = [];
  for (let found = OPENING.exec(text); found; found = OPENING.exec(text)) {
    const from = OPENING.lastIndex;
    const end = finder.next(']', from);
    const isTag =
      end < finder.next('\n', from) &&
      end - from <= LONGEST &&
      (text.startsWith('[/', end + 1) || !['(', ':', '['].includes(text[end + 1] ?? ''));
    if (!isTag) continue;
    const settings = text.slice(from, text[end - 1] === '\\' ? end - 1 : end);
    tags.push({ from: found.index, to: end + 1, closing: found[1] === '/', name: found[2] ?? '', settings });
    OPENING.lastIndex = end + 1;
  }
  return tags;
}

export const expandWordpress: Expand = (body, { post, budget }) => {
  const warnings = new Warnings(body, post);
  const text = outsideCode(body, (part, at) => {
    // Behind inline code, no line begins.
    const isLine = at === 0 || body[at - 1] === '\n';
    const made = expand(part, at, warnings).replace(ALONE, (whole, before: string, url: string) =>
      isLine || /\S|\n[ \t]*\n/.test(before) ? before + embedded(url) : whole,
    );
    budget.write(Math.max(0, made.length - part.length));
    return made;
  });
  return { text, problems: warnings.problems };
};

function expand(text: string, offset: number, warnings: Warnings): string {
  const parts: string[] = [];
  let at = 0;
  const tags = tagsIn(text);
  const blocks = new Finder(text);
  for (const [index, tag] of tags.entries()) {
    if (tag.from < at) continue;
    const next = tags[index + 1];
    const { made, to } =
      codeFrom(text, tag, blocks) ??
      linkFrom(text, tag, next) ??
      playerFrom(tag, next) ??
      captionFrom(text, tag, next) ??
      left(tag, offset, warnings);
    parts.push(text.slice(at, tag.from), made);
    at = to;
  }
  return parts.join('') + text.slice(at);
}

interface Made {
  made: string;
  to: number;
}

function left({ from, to, closing, name }: Tag, offset: number, warnings: Warnings): Made {
  if (!closing && !name.endsWith('caption'))
    warnings.add(offset + from, `[${name}]: a shortcode of WordPress, which is left out; write what it should show`);
  return { made: '', to };
}

const linkTo = (url: string): string => `<a${attributes(['href', url])}>${escapeHtml(url)}</a>`;

/** Between blank lines, in a paragraph or in a block of embeds. */
const ALONE =
  /(^\s*|\n[ \t]*\n|<p>|<div class="wp-block-embed__wrapper">\n?)(https?:\/\/[^\s<>"'[\]]{1,1000})(?=[ \t]*(?:\n[ \t]*(?:\n|<)|<\/p>|<\/div>|\n?$))/g;
const VIDEO = /^https?:\/\/(?:(?:www\.|m\.)?youtube\.com\/(?:watch\?v=|shorts\/)|youtu\.be\/)([\w-]{6,20})/;
const VIMEO = /^https?:\/\/(?:www\.)?vimeo\.com\/(\d{4,12})/;

/** As WordPress embeds it; feeds carry few players, so others become links. */
export function embedded(written: string): string {
  const url = written.replace(/&(?:amp|#0?38);/g, '&');
  const address = VIDEO.test(url)
    ? `https://www.youtube.com/embed/${VIDEO.exec(url)?.[1]}`
    : VIMEO.test(url)
      ? `https://player.vimeo.com/video/${VIMEO.exec(url)?.[1]}`
      : undefined;
  if (address === undefined) return linkTo(url);
  return `<iframe${attributes(['src', address])} width="560" height="315" allowfullscreen></iframe>`;
}

const SETTING = /([\w-]+)=(?:"([^"]*)"|'([^']*)'|([^\s"']+))/g;
const settingsOf = ({ settings }: Tag): Map<string, string> =>
  new Map([...settings.matchAll(SETTING)].map(([, name = '', double, single, bare]) => [name, double ?? single ?? bare ?? '']));

const ENDINGS: Record<string, readonly string[]> = {
  audio: ['src', 'mp3', 'm4a', 'ogg', 'wav', 'wma', 'flac'],
  video: ['src', 'mp4', 'm4v', 'webm', 'ogv', 'flv', 'wmv'],
};

/** `[audio src="a.mp3"]`, `[video mp4="a.mp4" poster="a.png"][/video]` */
function playerFrom(tag: Tag, next: Tag | undefined): Made | undefined {
  const names = tag.closing ? undefined : ENDINGS[tag.name];
  if (!names) return undefined;
  const settings = settingsOf(tag);
  const [first] = /^\s*(https?:\/\/\S+)/.exec(tag.settings)?.slice(1) ?? [];
  const source = names.map((name) => settings.get(name)).find((value) => value) ?? first;
  if (source === undefined) return undefined;
  const to = next?.closing && next.name === tag.name ? next.to : tag.to;
  const size = attributes(['poster', settings.get('poster')], ['width', settings.get('width')], ['height', settings.get('height')]);
  return { made: `<${tag.name}${attributes(['src', source])}${tag.name === 'video' ? size : ''} controls></${tag.name}>`, to };
}

/** The picture, its link included, at the start. */
const PICTURE = /^\s*(<a\s[^<>]*>\s*<img[^<>]*>\s*<\/a>|<img[^<>]*>)\s*/;

/** In Markdown, picture and text stay. */
function captionFrom(text: string, tag: Tag, next: Tag | undefined): Made | undefined {
  if (tag.closing || !tag.name.endsWith('caption') || !next?.closing || next.name !== tag.name) return undefined;
  const inside = text.slice(tag.to, next.from);
  const [whole, picture] = PICTURE.exec(inside) ?? [];
  if (whole === undefined) return undefined;
  const caption = inside.slice(whole.length).trim() || escapeHtml(settingsOf(tag).get('caption') ?? '');
  return { made: `<figure>${picture}${caption && `<figcaption>${caption}</figcaption>`}</figure>`, to: next.to };
}

/** Unclosed blocks are text. */
function codeFrom(text: string, { to, closing, name, settings }: Tag, blocks: Finder): Made | undefined {
  if (closing || (name !== 'code' && name !== 'sourcecode')) return undefined;
  const end = blocks.next(`[/${name}`, to);
  if (end === text.length) return undefined;
  const language = /(?:lang|language)=["']?([\w+#-]+)/.exec(settings)?.[1] ?? 'text';
  const code = text.slice(to, end);
  return { made: codeBlock(code.endsWith('\\') ? code.slice(0, -1) : code, language), to: end + `[/${name}]`.length };
}

/** `[embed]https://…[/embed]`, `[youtube https://…]` */
function linkFrom(text: string, tag: Tag, next: Tag | undefined): Made | undefined {
  if (tag.closing || !['embed', 'youtube', 'vimeo', 'tweet'].includes(tag.name)) return undefined;
  ADDRESS.lastIndex = tag.to;
  const inside = tag.name === 'tweet' ? undefined : ADDRESS.exec(text)?.[1];
  if (inside !== undefined && next?.closing && next.name === tag.name && next.from === ADDRESS.lastIndex)
    return { made: embedded(inside), to: next.to };
  const after = tag.name === 'embed' ? undefined : /^[ =]+(https?:\/\/[^\s[\]\\]+)/.exec(tag.settings)?.[1];
  return after === undefined ? undefined : { made: embedded(after), to: tag.to };
}
