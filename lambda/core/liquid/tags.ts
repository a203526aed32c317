/** Jekyll's `post_url`, `link`, `highlight` and `gist`; a limited `capture`. */

import type { Links } from '../model.ts';
import { withoutEnd, withoutStart } from '../text/finder.ts';
import { LimitedOutput } from './budget.ts';
import { codeBlock, UNRESOLVED } from './contract.ts';
import {
  CaptureTag,
  type Context,
  type Emitter,
  type Liquid,
  type Parser,
  Tag,
  type TagToken,
  type Template,
  type Token,
  type TopLevelToken,
} from './engine.ts';

export interface Run {
  links: Links;
  site: string;
  warn: (token: Token, message: string) => void;
  include: (name: string) => Template[] | undefined;
  hasIncludes: boolean;
  /** Parameters of includes are variables. */
  isEleventy: boolean;
  open: string[];
}

const RUN = 'linefeed-run';

export const setRun = (context: Context, run: Run) => context.setRegister(RUN, run);
export const runOf = (context: Context) => context.getRegister<Run>(RUN);

export function registerTags(liquid: Liquid): void {
  liquid.registerTag('post_url', linkTag('post', 'a post is named by its file, without the extension'));
  liquid.registerTag('link', linkTag('file', 'a file is named by its path from the root'));
  liquid.registerTag('capture', LimitedCapture);
  liquid.registerTag('highlight', Highlight);
  liquid.registerTag('gist', Gist);
}

type Kind = 'post' | 'file';

const linkTag = (kind: Kind, hint: string) => ({
  render(this: { token: TagToken }, context: Context, output: Emitter) {
    writeLink({ token: this.token, name: this.token.args.trim(), kind, hint }, runOf(context), output);
  },
});

/** A tag of the site's own with a post's file alone. */
export class FileLink extends Tag {
  readonly #name: string;

  constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid, name: string) {
    super(token, rest, liquid);
    this.#name = name;
  }

  override render(context: Context, output: Emitter): void {
    writeLink({ token: this.token, name: this.#name, kind: 'file', hint: 'a file is named by an end of its path' }, runOf(context), output);
  }
}

function writeLink({ token, name, kind, hint }: { token: TagToken; name: string; kind: Kind; hint: string }, run: Run, output: Emitter) {
  const url = (Object.hasOwn(run.links, name) ? run.links[name] : null) ?? (kind === 'file' ? fileAddress(name, run.site) : undefined);
  if (url) {
    output.write(unwritten(url, (output as LimitedOutput).tail));
    return;
  }
  const live = kind === 'post' ? 'no live post is named' : 'no live post or page has the path';
  run.warn(
    token,
    `${token.name}: ${live} "${name}"; the link is left out and its text stays; correct the name (${hint}) or publish that ${kind}`,
  );
  output.write(UNRESOLVED + encodeURIComponent(name));
}

/** Of copied files and styles: other rendered files have other addresses. */
function fileAddress(name: string, site: string): string | undefined {
  const path = name.replace(/^\/+/, '');
  const isCopied = /\.\w+$/.test(path) && !RENDERED.test(path) && !path.startsWith('_') && !path.includes('{');
  return isCopied && URL.canParse(path, site) ? new URL(path.replace(/\.s[ac]ss$/, '.css'), site).href : undefined;
}

const RENDERED = /\.(?:md|markdown|mkd|mkdn|mkdown|html?|coffee|liquid)$/i;

/** Drops a preceding `{{ site.url }}`: Jekyll's tag returns a path only. */
function unwritten(url: string, before: string): string {
  const word = before.split(/[\s()<>[\]"'`|]/).at(-1) ?? '';
  if (word === '') return url;
  const { origin } = new URL(url);
  for (const start of [word, word.replace(/\/$/, '')]) {
    if (url.startsWith(start)) return url.slice(start.length);
    if (start.startsWith('/') && url.startsWith(origin + start)) return url.slice(origin.length + start.length);
  }
  return url;
}

/** liquidjs' own has no limit. */
class LimitedCapture extends CaptureTag {
  constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid, parser: Parser) {
    // As Jekyll: the first name anywhere, such as `dev` of `/dev/null`.
    token.tokenizer.p += Math.max(token.tokenizer.remaining().search(/[\w"'-]/), 0);
    super(token, rest, liquid, parser);
  }

  override *render(context: Context): Generator<unknown, void, string> {
    const output = new LimitedOutput(context);
    yield this.liquid.renderer.renderTemplates(this.templates, context, output);
    (context.bottom() as Record<string, unknown>)[this.variable] = output.buffer;
  }
}

class Highlight extends Tag {
  readonly #templates: Template[] = [];
  readonly #language: string;

  constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, rest, liquid);
    this.#language = /^[\w.+#-]+/.exec(token.args)?.[0].toLowerCase() ?? 'text';
    const stream = parser
      .parseStream(rest)
      .on('tag:endhighlight', () => stream.stop())
      .on('template', (template: Template) => this.#templates.push(template))
      .on('end', () => {
        throw new Error(`highlight: this block has no end; write {% endhighlight %} after it`);
      });
    stream.start();
  }

  *render(context: Context, output: Emitter): Generator<unknown, void, unknown> {
    const code = new LimitedOutput(context);
    yield this.liquid.renderer.renderTemplates(this.#templates, context, code);
    output.write(codeBlock(withoutStart(withoutEnd(code.buffer, '\r\n'), '\r\n'), this.#language));
  }
}

/** jekyll-gist writes a script, which no reader runs. */
class Gist extends Tag {
  *render(context: Context, output: Emitter): Generator<unknown, void, unknown> {
    const [, , name = ''] = /^(["']?)([\w/.-]+)\1/.exec(this.token.args.trim()) ?? [];
    const isVariable = /^(?:page|site|include)\./.test(name);
    const id = String((isVariable ? yield this.liquid._evalValue(name, context) : name) ?? '').trim();
    if (/^[\w-]+(?:\/\w+)?$/.test(id)) output.write(`<a href="https://gist.github.com/${id}">gist.github.com/${id}</a>`);
    else runOf(context).warn(this.token, 'gist: expected the id of a gist, such as {% gist ada/5555251 %}; the tag is left out');
  }
}
