/** Whether to load `alternatives.ts`. */
import { UNRESOLVED } from '../liquid/contract.ts';

/** Cheaper than parsing; few posts match. */
const SIGNS =
  /<(?:iframe|embed|object|svg|math|noscript|button|amp-|mjx-|script[^>]{0,100}math)|\bdata-(?:src|lazy|original|echo)|=\s*["']?(?:data|blob):|\bhidden\b|display\s*:\s*none|katex|MathJax/i;

export const mayNeedAlternatives = (html: string): boolean => SIGNS.test(html) || html.includes(UNRESOLVED);
