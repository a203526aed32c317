/** The one door to liquidjs, so that what Linefeed uses of it can be seen in one place. Reached only by way of a dynamic import in `liquid.ts`. */
import type { FilterImplOptions } from 'liquidjs';

export type { Emitter, FilterImplOptions, LiquidError, Operators, Output, TagToken, Template, Token, TopLevelToken } from 'liquidjs';
export { CaptureTag, Context, defaultOperators, Liquid, Parser, Tag, TypeGuards, toValueSync, Value } from 'liquidjs';

/** What filters have as `this`. */
export type FilterImpl = ThisParameterType<Extract<FilterImplOptions, (...given: never[]) => unknown>>;
