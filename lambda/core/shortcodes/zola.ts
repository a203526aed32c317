/** Zola's internal links, `[text](@/blog/post.md)`, and shortcodes, `{{ name(a="b") }}` and `{% name() %}text{% end %}`. */
import { escapeHtml } from '../liquid/contract.ts';
import { ANY_LANGUAGE, addressOf, attributes, type Expand, type Source, unresolved, Warnings } from './contract.ts';

const LINK = /(?<before>\]\(|^ {0,3}\[[^\]\n]+\]:[ \t]*)@\/(?<path>[^)\s]+)/;
const INLINE = /\{\{\/\*(?<shown>[^\n]*?)\*\/\}\}|\{\{\s*(?<name>[\w:]+)\((?<parameters>[^{}]{0,2000})\)\s*\}\}/;
const BLOCK = /\{%\/\*(?<shownBlock>[^\n]*?)\*\/%\}|\{%\s*(?:(?<block>[\w:]+)\([^{}]{0,2000}\)|end)\s*%\}/;
const ANY = new RegExp([LINK, INLINE, BLOCK].map(({ source }) => source).join('|'), 'gm');

type Found = Partial<Record<'before' | 'path' | 'shown' | 'name' | 'parameters' | 'shownBlock' | 'block', string>>;

export const expandZola: Expand = (body, source) => {
  const warnings = new Warnings(body, source.post);
  const text = body.replace(ANY, (_, ...rest) => {
    const [at, , found] = rest.slice(-3) as [number, string, Found];
    return found.path === undefined ? tag(found, at, warnings) : found.before + linkTo(found.path, at, source, warnings);
  });
  return { text, problems: warnings.problems };
};

function linkTo(path: string, at: number, source: Source, warnings: Warnings): string {
  const address = addressOf(path, source, ANY_LANGUAGE);
  if (address !== undefined) return address;
  warnings.add(at, `@/${path}: no live post has this path; the link is left out and its text stays; correct the path or publish that post`);
  return unresolved(path);
}

function tag({ shown, shownBlock, name, parameters = '', block }: Found, at: number, warnings: Warnings): string {
  if (shown !== undefined) return `{{${shown}}}`;
  if (shownBlock !== undefined) return `{%${shownBlock}%}`;
  const made = name === undefined ? undefined : builtIn(name, parameters);
  if (made !== undefined) return made;
  const left = name ?? block;
  // An end alone is the end of what was left out.
  if (left !== undefined)
    warnings.add(at, `${left}: a shortcode of the site itself, which cannot be used here; it is left out, and the text inside it stays`);
  return '';
}

const parameter = (parameters: string, name: string): string | undefined =>
  new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|\`([^\`]*)\`)`)
    .exec(parameters)
    ?.slice(1)
    .find((value) => value !== undefined);

/** Those that Zola had built in. */
function builtIn(name: string, parameters: string): string | undefined {
  const id = parameter(parameters, 'id');
  const url = parameter(parameters, 'url');
  const player = { youtube: 'https://www.youtube.com/embed/', vimeo: 'https://player.vimeo.com/video/' }[name];
  if (player && id) return `<p><iframe${attributes(['src', player + id])} width="560" height="315" allowfullscreen></iframe></p>`;
  if (name === 'gist' && url) return `<p><a${attributes(['href', url])}>${escapeHtml(url)}</a></p>`;
  return undefined;
}
