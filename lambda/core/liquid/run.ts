/** One post's way through Liquid: its body and the includes that it needs, parsed once each, and the problems found on the way. */
import type { Key, Links, Post, Problem, Severity, Site } from '../model.ts';
import type { Materials } from '../site/materials.ts';
import { BudgetError } from './budget.ts';
import type { Liquid, Template, Token } from './engine.ts';
import { LenientParser } from './parser.ts';
import type { Run } from './tags.ts';

/** Tags and outputs in a template and in all of its includes: reading so many takes some 500 ms. */
const TAGS = 10_000;
/** Warnings about one post; a post with more has the same one all over. */
const MOST_PROBLEMS = 100;

export class PostRun implements Run {
  readonly links: Links;
  readonly site: string;
  readonly hasIncludes: boolean;
  readonly open: string[] = [];
  readonly #post: Post;
  readonly #includes: Materials['includes'];
  readonly #source: string;
  readonly #parser: LenientParser;
  readonly #parsed = new Map<string, Template[]>();
  readonly #problems = new Map<string, Problem>();
  #tags = 0;

  constructor(engine: Liquid, post: Post, links: Links, site: Site, materials: Materials | undefined) {
    this.#post = post;
    this.links = links;
    this.site = site.link;
    this.hasIncludes = site.flavor === 'jekyll';
    this.#includes = materials?.includes ?? {};
    this.#source = site.source ?? '';
    this.#parser = new LenientParser(engine, this);
  }

  get problems(): Problem[] {
    return [...this.#problems.values()];
  }

  /** @param file an include's, from the root */
  parse(text: string, file?: Key): Template[] {
    this.#tags += text.split(/\{[{%]/, TAGS + 2).length - 1;
    if (this.#tags > TAGS) throw new BudgetError(`the template has more than ${TAGS} tags; split the post`);
    return this.#parser.parse(text, file);
  }

  include(name: string): Template[] | undefined {
    const text = Object.hasOwn(this.#includes, name) ? this.#includes[name] : undefined;
    if (text === undefined) return undefined;
    const templates = this.#parsed.get(name) ?? this.parse(text, `${this.#source}_includes/${name}`);
    this.#parsed.set(name, templates);
    return templates;
  }

  warn(token: Token, message: string): void {
    this.report(token, message, 'warning');
  }

  report(token: Token | undefined, message: string, severity: Severity): void {
    const { key, bodyLine } = this.#post;
    // A tag in a loop says it once. Finding a position reads the text up to it, hence the limit.
    const seen = `${token?.file}:${token?.begin}:${message}`;
    if (this.#problems.has(seen) || (this.#problems.size >= MOST_PROBLEMS && severity === 'warning')) return;
    const [row = 1, column = 1] = token?.getPosition() ?? [];
    const problem = { key, line: bodyLine + row - 1, column, message, severity };
    // An error names the post that it refuses; of a warning the include alone is told, once for all of its posts.
    const suffix = severity === 'error' ? `; ${key} needs this file` : '';
    this.#problems.set(seen, token?.file === undefined ? problem : { ...problem, key: token.file, line: row, message: message + suffix });
  }
}
