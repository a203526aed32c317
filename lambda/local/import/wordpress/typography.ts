/** WordPress's quotes, dashes and other characters in HTML. https://developer.wordpress.org/reference/functions/wptexturize/ */
import { ENGLISH, type Quotes } from './quotes.ts';
import { SHORTCODES } from './shortcode-tags.ts';

const APOSTROPHE = '’';
const SPACE = '[\\r\\n\\t \\u00a0]|&nbsp;';
const BEFORE_CLOSING = `(?=$|[.,:;!?)}\\-\\]]|&gt;|${SPACE})`;
const NO_WORD_AFTER = `(?!$|[.,:;!?"'(){}[\\]\\-]|&[lg]t;|${SPACE})`;

/** Stand for quotes until primes are known. */
const [APOSTROPHE_MARK, OPEN_SINGLE, OPEN_DOUBLE, MAYBE_CLOSING] = ['\ufdd1', '\ufdd2', '\ufdd3', '\ufdd4'];

const COCKNEY = ["'tain't", "'twere", "'twas", "'tis", "'twill", "'til", "'bout", "'nuff", "'round", "'cause", "'em"];

type Rule = [pattern: RegExp, replacement: string];

const rulesFor = ({ close, closeSingle, dash }: Quotes): Record<'single' | 'double' | 'dashes', Rule[]> => ({
  single: [
    [new RegExp(`'(\\d\\d)'${BEFORE_CLOSING}`, 'g'), `${APOSTROPHE_MARK}$1${closeSingle}`],
    [new RegExp(`'(\\d\\d)"${BEFORE_CLOSING}`, 'g'), `${APOSTROPHE_MARK}$1${close}`],
    // A year.
    [/'(?=\d\d(?:$|(?![%\d]|[.,]\d)))/g, APOSTROPHE_MARK],
    [new RegExp(`(?<=^|${SPACE})'(\\d[.,\\d]*)'`, 'g'), `${OPEN_SINGLE}$1${closeSingle}`],
    [new RegExp(`(?<=^|[([{"\\-]|&lt;|${SPACE})'`, 'g'), OPEN_SINGLE],
    [new RegExp(`(?<!${SPACE})'${NO_WORD_AFTER}`, 'g'), APOSTROPHE_MARK],
  ],
  double: [
    [new RegExp(`(?<=^|${SPACE})"(\\d[.,\\d]*)"`, 'g'), `${OPEN_DOUBLE}$1${close}`],
    [new RegExp(`(?<=^|[([{\\-]|&lt;|${SPACE})"(?!${SPACE})`, 'g'), OPEN_DOUBLE],
  ],
  dashes: [
    [/---/g, '—'],
    [new RegExp(`(?<=^|${SPACE})--(?=$|${SPACE})`, 'g'), '—'],
    [/(?<!xn)--/g, dash],
    [new RegExp(`(?<=^|${SPACE})-(?=$|${SPACE})`, 'g'), dash],
  ],
});

const replaced = (text: string, rules: readonly Rule[]): string =>
  rules.reduce((current, [pattern, replacement]) => current.replace(pattern, replacement), text);

/** After a digit, a quote is a prime, unless an open quote needs it. */
function withPrimes(text: string, quote: string, prime: string, open: string, close: string): string {
  const [isPrime, isClosing] = [new RegExp(`(?<=\\d)${quote}`, 'g'), new RegExp(`${quote}${BEFORE_CLOSING}`, 'g')];
  const sentences = text.split(open).map((sentence, index) => {
    if (!sentence.includes(quote)) return sentence;
    if (index === 0 || sentence.includes(close)) return sentence.replace(isPrime, prime).replace(isClosing, close);
    let marked = sentence.replace(isClosing, MAYBE_CLOSING);
    const count = marked.split(MAYBE_CLOSING).length - 1;
    if (count > 1) {
      const closed = marked.replace(new RegExp(`(?<!\\d)${MAYBE_CLOSING}`, 'g'), close);
      if (closed === marked) {
        const end = marked.lastIndexOf(`${MAYBE_CLOSING}.`);
        const at = end === -1 ? marked.lastIndexOf(MAYBE_CLOSING) : end;
        marked = marked.slice(0, at) + close + marked.slice(at + 1);
      } else marked = closed;
      marked = marked.replace(isPrime, prime).replace(new RegExp(`(?<=\\d)${MAYBE_CLOSING}`, 'g'), prime);
    } else if (count === 0) {
      const at = sentence.lastIndexOf(`${quote}.`);
      if (at === -1) return sentence.replace(isPrime, prime);
    }
    return marked.replaceAll(MAYBE_CLOSING, close).replace(isPrime, prime);
  });
  const joined = sentences.join(open);
  return quote === '"' ? joined.replaceAll('"', close) : joined;
}

function typeset(text: string, quotes: Quotes, rules: ReturnType<typeof rulesFor>): string {
  let made = text.replaceAll('...', '…').replaceAll('``', quotes.open).replaceAll("''", quotes.close).replaceAll(' (tm)', ' ™');
  if (made.includes("'")) {
    for (const word of COCKNEY) made = made.replaceAll(word, word.replaceAll("'", APOSTROPHE));
    made = withPrimes(replaced(made, rules.single), "'", '′', OPEN_SINGLE, quotes.closeSingle)
      .replaceAll(APOSTROPHE_MARK, APOSTROPHE)
      .replaceAll(OPEN_SINGLE, quotes.openSingle);
  }
  if (made.includes('"'))
    made = withPrimes(replaced(made, rules.double), '"', '″', OPEN_DOUBLE, quotes.close).replaceAll(OPEN_DOUBLE, quotes.open);
  if (made.includes('-')) made = replaced(made, rules.dashes);
  // Not of hexadecimal numbers.
  return made.replace(TIMES, '$1$2×$3');
}

/** Digits that no `x` follows are read once. */
const TIMES = /(?<![\d.,])(?=[\d.,]+x\d[\d.,]*\b)([\d.,]*?)\b(\d(?:(?<=0)[\d.,]+|(?<!0)[\d.,]*))x(\d[\d.,]*)\b/g;
const TOKEN = new RegExp(`<!--[\\s\\S]*?(?:-->|$)|<[^>]*>?|\\[[/[]?(?:${SHORTCODES})(?![\\w-])(?:[^[\\]<>]|<[^[\\]>]*>)*\\]\\]?`, 'gi');
const LITERAL = /^<(\/?)(pre|code|kbd|style|script|tt)\b/i;

export function withTypography(html: string, quotes: Quotes = ENGLISH): string {
  const rules = rulesFor(quotes);
  const open: string[] = [];
  let made = '';
  let at = 0;
  const text = (part: string) => (open.length > 0 || part.trim() === '' ? part : typeset(part, quotes, rules));
  for (const match of html.matchAll(TOKEN)) {
    made += text(html.slice(at, match.index)) + match[0];
    at = match.index + match[0].length;
    const [, slash, name = ''] = LITERAL.exec(match[0]) ?? [];
    if (slash === '') open.push(name.toLowerCase());
    else if (slash === '/' && open.at(-1) === name.toLowerCase()) open.pop();
  }
  return made + text(html.slice(at));
}
