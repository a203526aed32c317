/** Titles with HTML, as readers of the generator's own feed show them. */
import { Parser } from 'htmlparser2';

const INLINE = 'a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strike strong sub sup tt u var';
const pairs = (names: string) => new RegExp(`<(${names})(?:\\s[^<>]*)?>([^<]*)</\\1\\s*>`, 'gi');
const INLINE_PAIR = pairs(INLINE.replaceAll(' ', '|'));
const ANY_PAIR = pairs('[a-z][\\w-]*');
const UNSEEN = /<(script|style)(?:\s[^<>]*)?>[^<]*<\/\1\s*>/gi;
const VOID = /<(?:br|wbr|img)(?:\s[^<>]*)?\/?>/gi;
/** Deeper markup stays. */
const DEEPEST = 10;

/**
 * Removes closed inline elements and decodes references. An element without an end, as in `Using <details>`, is text.
 * @param all also other elements, as jekyll-feed does
 */
export function withoutMarkup(text: string, all = false): string {
  if (!/[<&]/.test(text)) return text;
  let plain = text.replace(UNSEEN, '').replace(VOID, (tag) => (/^<br/i.test(tag) ? ' ' : ''));
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    const outer = plain.replace(all ? ANY_PAIR : INLINE_PAIR, '$2');
    if (outer === plain) break;
    plain = outer;
  }
  let decoded = '';
  const parser = new Parser({
    ontext: (data) => {
      decoded += data;
    },
  });
  parser.end(plain.replaceAll('<', '&lt;'));
  return decoded.replace(/\s+/g, ' ').trim();
}
