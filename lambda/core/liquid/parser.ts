/** Like Jekyll's lax parser: warns of unknown tags and skips them. */
import { BudgetError, type LimitedOutput, stepsOfTag } from './budget.ts';
import {
  type Context,
  type Emitter,
  type Liquid,
  type Output,
  Parser,
  Tag,
  type TagToken,
  type Template,
  type Token,
  type TopLevelToken,
  TypeGuards,
} from './engine.ts';
import { fileNamed } from './file-names.ts';
import { captionOf, mediaOfArguments } from './media.ts';
import { FileLink, type Run } from './tags.ts';

/** Tags inside one another: a count, because stacks differ between machines. */
const NESTED = 100;

/** The core reads no files. */
const FILE_TAGS = new Set(['include', 'include_cached', 'include_relative', 'render', 'layout', 'extends', 'block']);

/** Empty: an entry must not depend on other posts. */
export const LISTS = ['posts', 'pages', 'categories', 'tags', 'related_posts', 'documents', 'static_files', 'html_pages', 'html_files'];
const LIST = new RegExp(`\\bsite\\.(?:${LISTS.join('|')})\\b`, 'g');

type Parsed = ReturnType<Parser['parseToken']>;

class Nothing extends Tag {
  override render(): void {}
}

/** The pictures and links of an unknown tag, or the caption of an unknown block. */
class Media extends Tag {
  readonly #caption: string | undefined;

  constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid, caption?: string) {
    super(token, rest, liquid);
    this.#caption = caption;
  }

  override render(_: Context, output: Emitter): void {
    const html = () => mediaOfArguments((this.token as TagToken).args, (output as LimitedOutput).tail);
    output.write(this.#caption === undefined ? html() : `\n\n${this.#caption}\n`);
  }
}

export class LenientParser extends Parser {
  readonly #engine: Liquid;
  readonly #run: Run;
  readonly #left = new Set<string>();
  /** Of open unknown blocks, by the name of the tag that ends them. */
  readonly #captions = new Map<string, string>();
  /** Characters of the tag with its branches (`elsif`, `when`). */
  #weight = 0;
  #open = 0;

  constructor(engine: Liquid, run: Run) {
    super(engine);
    this.#engine = engine;
    this.#run = run;
  }

  override parseToken(token: TopLevelToken, rest: TopLevelToken[]): Parsed {
    const outer = this.#weight;
    this.#open += 1;
    if (this.#open > NESTED && TypeGuards.isTagToken(token))
      throw new BudgetError(`more than ${NESTED} tags are open at once; make the template flatter`);
    this.#weight = TypeGuards.isHTMLToken(token) ? 0 : token.end - token.begin;
    const template = weighed(this.#parse(token, rest), this.#weight);
    this.#weight = outer;
    this.#open -= 1;
    return template;
  }

  override parseStream(tokens: TopLevelToken[]): ReturnType<Parser['parseStream']> {
    const stream = super.parseStream(tokens);
    const on = stream.on.bind(stream) as (name: string, callback: (given: Token) => void) => typeof stream;
    stream.on = ((name: string, callback: (given: Token) => void) =>
      on(name, (given) => {
        if (name.startsWith('tag:')) this.#weight += given.end - given.begin;
        callback.call(stream, given);
      })) as typeof stream.on;
    return stream;
  }

  #parse(token: TopLevelToken, rest: TopLevelToken[]): Parsed {
    if (TypeGuards.isTagToken(token)) {
      if (!this.#knows(token.name)) return this.#leaveOut(token, rest);
      this.#warnOfLists(token, token.args);
    }
    if (!TypeGuards.isOutputToken(token)) return super.parseToken(token, rest);
    this.#warnOfLists(token, token.getText());
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
      return new Nothing(token as unknown as TagToken, rest, this.#engine);
    }
  }

  #knows(name: string): boolean {
    return Object.hasOwn(this.#engine.tags, name) && (this.#run.hasIncludes || !/^(?:include|render)/.test(name));
  }

  #warnOfLists(token: Token, text: string): void {
    for (const [path] of text.matchAll(LIST)) {
      if (this.#left.has(path)) continue;
      this.#left.add(path);
      this.#run.warn(token, `${path}: a post cannot list others here; the list is empty`);
    }
  }

  #leaveOut(token: TagToken, rest: TopLevelToken[]): Tag {
    const file = this.#run.isEleventy && !FILE_TAGS.has(token.name) ? fileNamed(token.args) : undefined;
    if (file !== undefined) return new FileLink(token, rest, this.#engine, file);
    if (!this.#left.has(token.name.replace(/^end/, ''))) this.#run.warn(token, `${token.name}: ${adviceOn(token.name)}`);
    this.#left.add(token.name);
    const caption = captionOf(token.args);
    // Without an end, the next block of this name sets its own or none.
    if (caption === undefined) this.#captions.delete(`end${token.name}`);
    else this.#captions.set(`end${token.name}`, caption);
    const ended = this.#captions.get(token.name);
    this.#captions.delete(token.name);
    return new Media(token, rest, this.#engine, ended);
  }
}

function adviceOn(name: string): string {
  if (FILE_TAGS.has(name)) return 'a post cannot use other files here; the tag is left out; write its text into the post';
  return 'there is no such tag; its pictures and links stay; to show it, write {% raw %} before and {% endraw %} after it';
}

function unknownFilters(output: Output, liquid: Liquid): string[] {
  return output.value.filters.map((filter) => filter.name).filter((name) => !Object.hasOwn(liquid.filters, name));
}

/** Counts a long tag as several steps each time. */
function weighed(template: Parsed, weight: number): Parsed {
  const steps = stepsOfTag(weight);
  if (steps > 0) {
    const render = template.render.bind(template) as Template['render'];
    template.render = ((context: Context, emitter: Emitter) => {
      context.renderLimit.use(steps);
      return render(context, emitter);
    }) as typeof template.render;
  }
  return template;
}
