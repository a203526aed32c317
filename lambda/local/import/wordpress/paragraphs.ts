/**
 * The classic editor stores no paragraphs: blank lines separate them, and line ends are breaks.
 * https://developer.wordpress.org/reference/functions/wpautop/
 */
import { Ends } from '../markup.ts';
import { SHORTCODES } from './shortcode-tags.ts';

const BLOCKS =
  'table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|address|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|menu|summary';
const BLOCK = new RegExp(`^</?(?:${BLOCKS})(?=[\\s/>])`, 'i');
/** Their line ends stay. */
const LITERAL = /^<(?:pre|script|style|svg)\b/i;
const LITERAL_START = /<(pre|script|style|svg)\b/iy;
const TAG = /<\/?[a-z][^<>]*>/iy;
const DOUBLE_BREAK = /<br\s*\/?>\s*<br\s*\/?>/gi;
/** A paragraph of one shortcode is none. */
const SHORTCODE = new RegExp(`^\\[(${SHORTCODES})\\b[^\\]]*\\](?:[\\s\\S]*\\[/\\1\\])?$`);

/** A start tag or an end tag of a block, or what is between two of them. */
interface Piece {
  text: string;
  isBlock: boolean;
}

function markupEnd(html: string, at: number, ends: Ends): number {
  LITERAL_START.lastIndex = at;
  const name = LITERAL_START.exec(html)?.[1];
  const inside = name && ends.after('>', at);
  const literal = inside && ends.after(`</${name.toLowerCase()}>`, inside);
  const comment = html.startsWith('<!--', at) ? ends.after('-->', at + 4) : undefined;
  TAG.lastIndex = at;
  return literal || comment || (TAG.test(html) ? TAG.lastIndex : at + 1);
}

/** Texts, tags, comments, and literal elements from start to end. */
function* tokensOf(html: string): Iterable<string> {
  const ends = new Ends(html);
  for (let [at, end] = [0, 0]; at < html.length; at = end) {
    const next = html.indexOf('<', at);
    end = next === at ? markupEnd(html, at, ends) : next < 0 ? html.length : next;
    yield html.slice(at, end);
  }
}

/** Pieces between blank lines, before start tags and after end tags of blocks. */
function chunksOf(html: string): Piece[][] {
  const chunks: Piece[][] = [[]];
  const end = () => chunks.push([]);
  const add = (text: string, isBlock: boolean) => {
    const chunk = chunks.at(-1);
    const last = chunk?.at(-1);
    if (last && !last.isBlock && !isBlock) last.text += text;
    else if (text !== '') chunk?.push({ text, isBlock });
  };
  for (const token of tokensOf(html)) {
    if (LITERAL.test(token) && !/^<(?:script|svg)\b/i.test(token)) {
      end();
      add(token, true);
      end();
    } else if (BLOCK.test(token)) {
      // A caption belongs to what is around it.
      const isCaption = /^<\/?figcaption\b/i.test(token);
      const isEnd = token.startsWith('</');
      if (!isEnd && !isCaption) end();
      add(token, true);
      if ((isEnd && !isCaption) || /^<hr\b/i.test(token)) end();
    } else if (token.startsWith('<')) {
      add(LITERAL.test(token) ? token.replaceAll('\n', '\ufdd6') : token.replace(/(?<!\s)\s*\n\s*/g, ' '), false);
    } else {
      const [first = '', ...rest] = token.split(/\n\s*\n/);
      add(first, false);
      for (const part of rest) {
        end();
        add(part, false);
      }
    }
  }
  return chunks;
}

const withBreaks = (text: string): string =>
  text
    .replace(/<br\s*\/?>/gi, '<br />')
    .trim()
    .replace(/(?:(?<!\s|<br \/>)|(?<=<br \/>\s))\s*\n/g, '<br />\n')
    .replaceAll('\ufdd6', '\n');

function paragraphsOf(chunk: readonly Piece[]): string {
  return chunk
    .map(({ text, isBlock }, index) => {
      if (isBlock) return text;
      const before = chunk[index - 1];
      const isParagraph = before === undefined || /^<blockquote\b/i.test(before.text);
      const made = before?.isBlock ? withBreaks(text).replace(/^<br \/>\s*/, '') : withBreaks(text);
      return made === '' || !isParagraph || SHORTCODE.test(made) ? made : `<p>${made}</p>`;
    })
    .join('');
}

export const withParagraphs = (html: string): string =>
  chunksOf(html.replace(DOUBLE_BREAK, '\n\n'))
    .map(paragraphsOf)
    .filter((chunk) => chunk !== '')
    .join('\n');
