/** The summary of a post that has none in its front matter: the text before the separator, else the first paragraph with text. */

/** In characters, without the ellipsis: three lines in most readers. */
const LENGTH = 300;
/** As much HTML as is looked at for it. */
const HEAD = 20_000;

interface Rendered {
  /** The source, after Liquid. */
  text: string;
  /** The source as HTML that still has its comments. */
  unsafe: string;
  /** The same, safe. */
  html: string;
  /** `<!--more-->` */
  separator: string;
  toHtml: (text: string) => string;
  plainText: (html: string) => string;
}

export function summarize(post: Rendered): string {
  const excerpt = beforeSeparator(post);
  const text = excerpt === undefined ? '' : post.plainText(withoutNotes(excerpt));
  return cut(text || firstParagraph(post));
}

function beforeSeparator({ text, unsafe, separator, toHtml }: Rendered): string | undefined {
  for (const comment of new Set([separator, '<!--more-->', '<!-- more -->'])) {
    // Comments survive Markdown, and not in code, where they are escaped.
    if (!comment.startsWith('<!--')) continue;
    const end = unsafe.indexOf(comment);
    if (end >= 0) return unsafe.slice(0, end);
  }
  const end = separator.trim() === '' ? -1 : text.indexOf(separator);
  if (end < 0) return undefined;
  // As Jekyll does: what the excerpt refers to may be defined after it.
  const definitions = text.slice(end).match(/^ {0,3}\[[^\]\n]+\]:.*$/gm) ?? [];
  return toHtml(`${text.slice(0, end)}\n\n${definitions.join('\n')}`);
}

function firstParagraph({ html, plainText }: Rendered): string {
  for (const [, paragraph = ''] of html.matchAll(/<p(?: [^>]*)?>(.*?)<\/p>/gs)) {
    const text = plainText(withoutNotes(paragraph));
    if (text) return text;
  }
  return plainText(withoutNotes(html));
}

/** The head of an HTML text, without the numbers of footnotes. */
const withoutNotes = (html: string) =>
  html.slice(0, HEAD).replace(/<sup[^<>]*><a href="[^"#]*#(?:e[0-9a-f]{8}-)?fn[^"]*"[^<>]*>[^<]*<\/a><\/sup>/g, '');

function cut(text: string): string {
  if (text.length <= LENGTH) return text;
  const head = text.slice(0, LENGTH + 1);
  // Languages without spaces are cut between characters, never inside one.
  const word = head.search(/\s\S*$/);
  const kept = word > LENGTH / 2 ? head.slice(0, word) : head.slice(0, LENGTH).replace(/[\ud800-\udbff]$/, '');
  return `${kept.replace(/[\s,;:–—-]+$/, '')}…`;
}
