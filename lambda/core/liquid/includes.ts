/** Jekyll's `include`, which shares the includer's variables, and Eleventy's. https://jekyllrb.com/docs/includes/ https://www.11ty.dev/docs/languages/liquid/ */
import { BudgetError, LimitedOutput } from './budget.ts';
import { type Context, type Emitter, type Liquid, type Parser, Tag, type TagToken, type Template, type TopLevelToken } from './engine.ts';
import { runOf } from './tags.ts';

/** Deeper means recursion. */
const DEPTH = 20;

/** May contain outputs: `{{ page.kind }}.html` */
const NAME = /^\s*(?:(["'])(.*?)\1|((?:\{\{.*?\}\}|[^\s{])+))/s;
const PARAMETER = /(?<![\w-])([\w-]+)\s*[=:]\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([\w.-]+(?:\[[^\]]{0,200}\][\w.-]*)*))/g;

type Parameter = { name: string } & ({ text: string } | { variable: string });

export function registerIncludes(liquid: Liquid): void {
  for (const tag of ['include', 'include_cached', 'render']) liquid.registerTag(tag, Include);
}

class Include extends Tag {
  readonly #name: string | Template[];
  readonly #parameters: Parameter[];

  constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, rest, liquid);
    const [whole = '', , quoted, bare] = NAME.exec(token.args) ?? [];
    const name = quoted ?? bare ?? '';
    this.#name = name.includes('{{') ? parser.parse(name) : name;
    this.#parameters = [...token.args.slice(whole.length).matchAll(PARAMETER)].map(parameter);
  }

  *render(context: Context, output: Emitter): Generator<unknown, void, unknown> {
    const run = runOf(context);
    const name = typeof this.#name === 'string' ? this.#name : (yield* textOf(this.liquid, this.#name, context)).trim();
    const scope: Record<string, unknown> = Object.create(null);
    for (const given of this.#parameters) {
      scope[given.name] = 'text' in given ? given.text : yield this.liquid._evalValue(given.variable, context);
    }
    if (run.open.length >= DEPTH) throw new BudgetError(`more than ${DEPTH} includes are open at once; does ${name} include itself?`);
    const templates = run.include(name);
    if (!templates) {
      const advice = 'the tag is left out; correct the name, or copy the file there if it is part of a theme';
      run.warn(this.token, `${this.token.name}: there is no text _includes/${name}; ${advice}`);
      return;
    }
    run.open.push(name);
    context.push(Object.assign(Object.create(null), run.isEleventy ? scope : this.#parameters.length > 0 ? { include: scope } : {}));
    yield this.liquid.renderer.renderTemplates(templates, context, output);
    context.pop();
    run.open.pop();
  }
}

function parameter([, name = '', double, single, variable]: RegExpMatchArray): Parameter {
  const text = double ?? single;
  return text === undefined ? { name, variable: variable ?? '' } : { name, text: text.replace(/\\(["'])/g, '$1') };
}

function* textOf(liquid: Liquid, templates: Template[], context: Context): Generator<unknown, string, unknown> {
  const output = new LimitedOutput(context);
  yield liquid.renderer.renderTemplates(templates, context, output);
  return output.buffer;
}
