/** Sole importer of liquidjs. Loaded on demand by `liquid.ts`. */
import type { FilterImplOptions } from 'liquidjs';

export type { Emitter, FilterImplOptions, LiquidError, Operators, Output, TagToken, Template, Token, TopLevelToken } from 'liquidjs';
export { CaptureTag, Context, defaultOperators, Liquid, Parser, Tag, TypeGuards, toValueSync, Value } from 'liquidjs';

export type FilterImpl = ThisParameterType<Extract<FilterImplOptions, (...given: never[]) => unknown>>;
