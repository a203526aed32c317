/** For the rules that `markdown.ts` gives to markdown-it: they need its types, never the library. */
export type { Env, MarkdownIt, StateBlock, StateCore, StateInline, Token } from 'markdown-it';
