/** The one door to liquidjs, so that what Linefeed uses of it can be seen in one place. Reached only by way of a dynamic import in `liquid.ts`. */
export type { Emitter, FilterImplOptions, LiquidError, Operators, Output, TagToken, Template, Token, TopLevelToken } from 'liquidjs';
export { CaptureTag, Context, defaultOperators, Liquid, Parser, Tag, TypeGuards, toValueSync } from 'liquidjs';
