/** Texts of HTML outside tags and code. */
const ELEMENT = /<(pre|code|script|style|textarea)\b[^>]*>[\s\S]*?<\/\1>|<[^>]*>/gi;

export function inText(html: string, write: (text: string) => string): string {
  let made = '';
  let at = 0;
  for (const match of html.matchAll(ELEMENT)) {
    made += write(html.slice(at, match.index)) + match[0];
    at = match.index + match[0].length;
  }
  return made + write(html.slice(at));
}
