/** Sole importer of liquidjs. Loaded on demand by `liquid.ts`. */
import { type FilterImplOptions, LiquidError, Tokenizer } from 'liquidjs';

// Each error would copy the lines of its template: quadratic, as the parser skips unreadable outputs.
(LiquidError.prototype as unknown as { update(): void }).update = () => {};

const TAG = /\{[{%]/g;
const { readHTMLToken } = Tokenizer.prototype;

// Searches the next tag at once; liquidjs compares both delimiters at each character. Only the usual ones are in use.
Tokenizer.prototype.readHTMLToken = function (delimiters) {
  const begin = this.p;
  TAG.lastIndex = begin;
  this.p = Math.min(TAG.exec(this.input)?.index ?? this.N, this.N);
  const token = readHTMLToken.call(this, delimiters);
  token.begin = begin;
  return token;
};

export type { Emitter, FilterImplOptions, LiquidError, Operators, Output, TagToken, Template, Token, TopLevelToken } from 'liquidjs';
export { CaptureTag, Context, defaultOperators, Liquid, Parser, Tag, TypeGuards, toValueSync, Value } from 'liquidjs';

export type FilterImpl = ThisParameterType<Extract<FilterImplOptions, (...given: never[]) => unknown>>;
