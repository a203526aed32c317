/** Exported WordPress shortcodes: `[caption width="300"]<img …> A lens[/caption]`. */

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
    const isTag = end < finder.next('\n', from) && end - from <= LONGEST && !['(', ':', '['].includes(text[end + 1] ?? '');
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
    const made = expand(part, at, warnings);
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
    const { made, to } = codeFrom(text, tag, blocks) ?? linkFrom(text, tag, tags[index + 1]) ?? left(tag, offset, warnings);
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
    return { made: linkTo(inside), to: next.to };
  const after = tag.name === 'embed' ? undefined : /^[ =]+(https?:\/\/[^\s[\]\\]+)/.exec(tag.settings)?.[1];
  return after === undefined ? undefined : { made: linkTo(after), to: tag.to };
}
