/** Jekyll's tags for liquidjs: `post_url`, `link`, `highlight`, `gist`; and `capture` with a limit. `include` has a file of its own. */

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

/** What tags need to know about the post in hand. */
export interface Run {
  links: Links;
  /** Where the site is, with a trailing slash. */
  site: string;
  warn: (token: Token, message: string) => void;
  /** An include's text, parsed; undefined where there is none of that name, or where the site has no includes at all. */
  include: (name: string) => Template[] | undefined;
  hasIncludes: boolean;
  /** Includes that are open at this moment, one in another. */
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

function linkTag(kind: string, hint: string) {
  return {
    render(this: { token: TagToken }, context: Context, output: Emitter) {
      const run = runOf(context);
      const name = this.token.args.trim();
      const url = (Object.hasOwn(run.links, name) ? run.links[name] : null) ?? (kind === 'file' ? fileAddress(name, run.site) : undefined);
      if (url) {
        output.write(unwritten(url, (output as LimitedOutput).tail));
        return;
      }
      const live = kind === 'post' ? 'no live post is named' : 'no live post has the path, and of pages the address is not known:';
      run.warn(
        this.token,
        `${this.token.name}: ${live} "${name}"; the link is left out and its text stays; correct the name (${hint}) or publish that post`,
      );
      output.write(UNRESOLVED + encodeURIComponent(name));
    },
  };
}

/** A file that Jekyll copies as it is; what it renders is elsewhere than its source. */
function fileAddress(name: string, site: string): string | undefined {
  const path = name.replace(/^\/+/, '');
  const isCopied = /\.\w+$/.test(path) && !RENDERED.test(path) && !path.startsWith('_') && !path.includes('{');
  return isCopied && URL.canParse(path, site) ? new URL(path, site).href : undefined;
}

const RENDERED = /\.(?:md|markdown|mkd|mkdn|mkdown|html?|s[ac]ss|coffee|liquid)$/i;

/** In `{{ site.url }}{% post_url x %}` the author has written the start of the address already, for Jekyll's tag gives only a path. */
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

/** liquidjs' own collects without a limit. */
class LimitedCapture extends CaptureTag {
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

/** The script that jekyll-gist writes runs in no reader: a link instead. */
class Gist extends Tag {
  *render(context: Context, output: Emitter): Generator<unknown, void, unknown> {
    const [, , name = ''] = /^(["']?)([\w/.-]+)\1/.exec(this.token.args.trim()) ?? [];
    const isVariable = /^(?:page|site|include)\./.test(name);
    const id = String((isVariable ? yield this.liquid._evalValue(name, context) : name) ?? '').trim();
    if (/^[\w-]+(?:\/\w+)?$/.test(id)) output.write(`<a href="https://gist.github.com/${id}">gist.github.com/${id}</a>`);
    else runOf(context).warn(this.token, 'gist: expected the id of a gist, such as {% gist ada/5555251 %}; the tag is left out');
  }
}
