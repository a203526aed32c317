/** A parser for liquidjs that leaves out what it does not know, as Jekyll's lax one does, and says so. */
import { type Liquid, type Output, Parser, Tag, type TagToken, type TopLevelToken, TypeGuards } from './engine.ts';
import type { Run } from './tags.ts';

/** These read files in Jekyll. A post has none: it comes alone. */
const FILE_TAGS = new Set(['include', 'include_relative', 'render', 'layout', 'extends', 'block']);

class Nothing extends Tag {
  override render(): void {}
}

export class LenientParser extends Parser {
  readonly #engine: Liquid;
  readonly #run: Run;
  readonly #left = new Set<string>();

  constructor(engine: Liquid, run: Run) {
    super(engine);
    this.#engine = engine;
    this.#run = run;
  }

  override parseToken(token: TopLevelToken, rest: TopLevelToken[]): ReturnType<Parser['parseToken']> {
    if (TypeGuards.isTagToken(token) && !Object.hasOwn(this.#engine.tags, token.name)) return this.#leaveOut(token, rest);
    if (!TypeGuards.isOutputToken(token)) return super.parseToken(token, rest);
    try {
      const output = super.parseToken(token, rest);
      for (const name of unknownFilters(output as Output, this.#engine)) {
        this.#run.warn(token, `${name}: there is no such filter; the value stays as it is`);
      }
      return output;
    } catch {
      this.#run.warn(
        token,
        `cannot read ${token.getText().slice(0, 60)}; it is left out; to show it, write {% raw %} before and {% endraw %} after it`,
      );
      // A tag that renders nothing needs nothing of its token.
      return new Nothing(token as unknown as TagToken, rest, this.#engine);
    }
  }

  #leaveOut(token: TagToken, rest: TopLevelToken[]): Tag {
    // The end of a block whose start was left out needs no second warning.
    if (!this.#left.has(token.name.replace(/^end/, ''))) this.#run.warn(token, `${token.name}: ${adviceOn(token.name)}`);
    this.#left.add(token.name);
    return new Nothing(token, rest, this.#engine);
  }
}

function adviceOn(name: string): string {
  if (FILE_TAGS.has(name)) return 'a post cannot use other files here; the tag is left out; write its text into the post';
  return 'there is no such tag; it is left out; to show it, write {% raw %} before and {% endraw %} after it';
}

function unknownFilters(output: Output, liquid: Liquid): string[] {
  return output.value.filters.map((filter) => filter.name).filter((name) => !Object.hasOwn(liquid.filters, name));
}
