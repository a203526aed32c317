/** kramdown's smart quotes, dashes and ellipses (SmartyPants). markdown-it's pairs quotes and replaces `(C)`. */

const PUNCTUATION = String.raw`[!"#$%'()*+,\-./:;<=>?@[\\\]^_\`{|}~]`;
const NEVER_CLOSED_AFTER = String.raw`[^ \\\t\r\n[{(-]`;

const OPEN: Record<string, string> = { '"': '“', "'": '‘' };
const CLOSE: Record<string, string> = { '"': '”', "'": '’' };

type Rule = [pattern: RegExp, write: (before: string, quote: string) => string];

const open = (before: string, quote: string) => before + OPEN[quote];
const close = (before: string, quote: string) => before + CLOSE[quote];

/** The first match wins. */
const RULES: Rule[] = [
  [/()(["'])(?=[_*]{1,2}\S)/y, open],
  [new RegExp(String.raw`()(["'])(?=${PUNCTUATION}(?!\.\.)\B)`, 'y'), close],
  [/(\s?)("')(?=\w)/y, (before) => `${before}“‘`],
  [/(\s?)('")(?=\w)/y, (before) => `${before}‘“`],
  // The '80s.
  [/(\s?)(')(?=\d\ds)/y, close],
  [/(\s)(['"])(?=\w)/y, open],
  [new RegExp(`(${NEVER_CLOSED_AFTER})(['"])`, 'y'), close],
  // <i>Custer</i>'s.
  [/()(["'])(?=\s|s\b|$)/my, close],
  [/([\s\S]?)(['"])/y, open],
];

const SYMBOLS: Record<string, string> = { '---': '—', '--': '–', '...': '…', '<< ': '«\u00a0', ' >>': '\u00a0»', '<<': '«', '>>': '»' };
const CANDIDATE = /---?|\.\.\.|<< ?| ?>>|[^\\]?["']/g;

/** remark-smartypants, of Astro and Quartz. */
const REMARK = /-{2,}|\.{3,}|\. \. \.|[^\\]?["']/g;

const remarkSymbol = (mark: string): string | undefined =>
  /^-+$/.test(mark) ? (mark === '--' ? '—' : mark) : /^[. ]+$/.test(mark) ? '…' : undefined;

export const hasTypography = (text: string) => /["']|--|\.\.\.|\. \. \.|<<|>>/.test(text);

/** @param before context for quotes, not returned */
export function typography(text: string, before = '', after = '', isRemark = false): string {
  const [candidates, symbolOf] = isRemark ? [REMARK, remarkSymbol] : [CANDIDATE, (mark: string) => SYMBOLS[mark]];
  const source = before + text + after;
  const end = before.length + text.length;
  let written = '';
  let done = 0;
  candidates.lastIndex = 0;
  for (let match = candidates.exec(source); match && match.index < end; match = candidates.exec(source)) {
    written += source.slice(done, match.index);
    const symbol = symbolOf(match[0]);
    if (symbol === undefined) {
      const [quoted, length] = quote(source, match.index);
      written += quoted;
      candidates.lastIndex = match.index + length;
    } else {
      written += symbol;
    }
    done = candidates.lastIndex;
  }
  return (written + source.slice(done, Math.max(done, end))).slice(before.length);
}

function quote(source: string, at: number): [written: string, length: number] {
  for (const [pattern, write] of RULES) {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match) return [write(match[1] ?? '', match[2] ?? ''), match[0].length];
  }
  return [source.charAt(at), 1];
}
