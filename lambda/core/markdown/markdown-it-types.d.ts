export type { Env, MarkdownIt, StateBlock, StateCore, StateInline, Token } from 'markdown-it';
