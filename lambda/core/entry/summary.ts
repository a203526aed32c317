/** The text before the separator, or the first paragraph with text. */
import { cut } from '../text/cut.ts';

/** Characters without the ellipsis: three lines in most readers. */
const MAX_LENGTH = 300;
const MAX_HTML = 20_000;

interface Rendered {
  /** After Liquid. */
  text: string;
  /** With comments, before sanitising. */
  unsafe: string;
  html: string;
  separator: string;
  toHtml: (text: string) => string;
  plainText: (html: string) => string;
}

export function summarize(post: Rendered): string {
  const excerpt = beforeSeparator(post);
  const text = excerpt === undefined ? '' : post.plainText(withoutFootnotes(excerpt));
  return cut(text || firstParagraph(post), MAX_LENGTH);
}

function beforeSeparator({ text, unsafe, separator, toHtml }: Rendered): string | undefined {
  for (const comment of new Set([separator, '<!--more-->', '<!-- more -->'])) {
    // Markdown keeps comments, and escapes them in code.
    if (!comment.startsWith('<!--')) continue;
    const end = unsafe.indexOf(comment);
    if (end >= 0) return unsafe.slice(0, end);
  }
  const end = separator.trim() === '' ? -1 : text.indexOf(separator);
  if (end < 0) return undefined;
  // As in Jekyll, link definitions after the excerpt apply.
  const definitions = text.slice(end).match(/^ {0,3}\[[^\]\n\u2028\u2029]+\]:.*$/gm) ?? [];
  return toHtml(`${text.slice(0, end)}\n\n${definitions.join('\n')}`);
}

function firstParagraph({ html, plainText }: Rendered): string {
  for (const [, paragraph = ''] of html.matchAll(/<p(?: [^>]*)?>(.*?)<\/p>/gs)) {
    const text = plainText(withoutFootnotes(paragraph));
    if (text) return text;
  }
  return plainText(withoutFootnotes(html));
}

const withoutFootnotes = (html: string) =>
  html.slice(0, MAX_HTML).replace(/<sup[^<>]*><a href="[^"#]*#(?:e[0-9a-f]{8}-)?fn[^"]*"[^<>]*>[^<]*<\/a><\/sup>/g, '');
