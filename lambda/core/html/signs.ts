/** Whether HTML may have something that no feed can carry: `alternatives.ts` is loaded by the first post that has. */
import { UNRESOLVED } from '../liquid/contract.ts';

/** Much faster than a parser, and true of few posts. */
const SIGNS =
  /<(?:iframe|embed|object|svg|math|noscript|button|amp-|mjx-|script[^>]{0,100}math)|\bdata-(?:src|lazy|original|echo)|=\s*["']?(?:data|blob):|\bhidden\b|display\s*:\s*none|katex|MathJax/i;

export const mayNeedAlternatives = (html: string): boolean => SIGNS.test(html) || html.includes(UNRESOLVED);
