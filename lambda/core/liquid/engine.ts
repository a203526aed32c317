/** Sole importer of liquidjs. Loaded on demand by `liquid.ts`. */
import { type FilterImplOptions, LiquidError } from 'liquidjs';

// Each error would copy the lines of its template: quadratic, as the parser skips unreadable outputs.
(LiquidError.prototype as unknown as { update(): void }).update = () => {};

export type { Emitter, FilterImplOptions, LiquidError, Operators, Output, TagToken, Template, Token, TopLevelToken } from 'liquidjs';
export { CaptureTag, Context, defaultOperators, Liquid, Parser, Tag, TypeGuards, toValueSync, Value } from 'liquidjs';

export type FilterImpl = ThisParameterType<Extract<FilterImplOptions, (...given: never[]) => unknown>>;
