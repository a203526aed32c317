/** Parses each include once. */
import type { Key, Links, Post, Problem, Severity, Site } from '../model.ts';
import type { RenderInputs } from '../site/render-inputs.ts';
import { ProblemReport } from '../text/problem-report.ts';
import { BudgetError } from './budget.ts';
import type { Liquid, Template, Token } from './engine.ts';
import { ENDINGS } from './needs.ts';
import { LenientParser } from './parser.ts';
import type { Run } from './tags.ts';

/** Of all templates; parsing them takes about 500 ms. */
const TAGS = 10_000;

export class PostRun implements Run {
  readonly links: Links;
  readonly site: string;
  readonly hasIncludes: boolean;
  readonly isEleventy: boolean;
  readonly open: string[] = [];
  readonly #post: Post;
  readonly #includes: RenderInputs['includes'];
  readonly #source: string;
  readonly #parser: LenientParser;
  readonly #parsed = new Map<string, Template[]>();
  readonly #seen = new Set<string>();
  readonly #reported: ProblemReport;
  #tags = 0;

  constructor(engine: Liquid, post: Post, links: Links, site: Site, materials: RenderInputs | undefined) {
    this.#post = post;
    this.#reported = new ProblemReport(post.key);
    this.links = links;
    this.site = site.link;
    this.isEleventy = site.generator === 'eleventy';
    this.hasIncludes = this.isEleventy || site.generator === 'jekyll';
    this.#includes = materials?.includes ?? {};
    this.#source = site.source ?? '';
    this.#parser = new LenientParser(engine, this);
  }

  get problems(): Problem[] {
    return this.#reported.problems;
  }

  parse(text: string, file?: Key): Template[] {
    this.#tags += text.split(/\{[{%]/, TAGS + 2).length - 1;
    if (this.#tags > TAGS) throw new BudgetError(`the template has more than ${TAGS} tags; split the post`);
    return this.#parser.parse(text, file);
  }

  include(given: string): Template[] | undefined {
    // Eleventy completes names.
    const names = this.isEleventy ? ENDINGS.map((ending) => given.replace(/^\.?\//, '') + ending) : [given];
    const name = names.find((each) => Object.hasOwn(this.#includes, each)) ?? given;
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
    // Once per tag, also in loops.
    const seen = `${token?.file}:${token?.begin}:${message}`;
    if (this.#seen.has(seen)) return;
    this.#seen.add(seen);
    this.#reported.add(severity, () => this.#problemAt(token, message, severity));
  }

  /** Costs a scan up to the token. */
  #problemAt(token: Token | undefined, message: string, severity: Severity): Problem {
    const { key, bodyLine } = this.#post;
    const [row = 1, column = 1] = token?.getPosition() ?? [];
    if (token?.file === undefined) return { key, line: bodyLine + row - 1, column, message, severity };
    // Warnings are shared by all posts; include errors name the refused post.
    const suffix = severity === 'error' ? `; ${key} needs this file` : '';
    return { key: token.file, line: row, column, message: message + suffix, severity };
  }
}
