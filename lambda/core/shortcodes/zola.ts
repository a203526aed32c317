/** Zola's `[text](@/blog/post.md)`, `{{ name(a="b") }}` and `{% name() %}text{% end %}`. */
import { escapeHtml } from '../liquid/contract.ts';
import { Finder } from '../text/finder.ts';
import { ANY_LANGUAGE, addressOf, attributes, type Expand, type Source, unresolved, Warnings } from './contract.ts';

const LINK = /(?<before>\]\(|^ {0,3}\[[^\]\n]+\]:[ \t]*)@\/(?<path>[^)\s]+)/;
const INLINE = /(?<shown>\{\{\/\*)|\{\{\s*(?<name>[\w:]+)\((?<parameters>[^{}]{0,2000})\)\s*\}\}/;
const BLOCK = /(?<shownBlock>\{%\/\*)|\{%\s*(?:(?<block>[\w:]+)\([^{}]{0,2000}\)|end)\s*%\}/;
const ANY = new RegExp([LINK, INLINE, BLOCK].map(({ source }) => source).join('|'), 'gm');

type Groups = Partial<Record<'before' | 'path' | 'shown' | 'name' | 'parameters' | 'shownBlock' | 'block', string>>;

export const expandZola: Expand = (body, source) => {
  const warnings = new Warnings(body, source.post);
  const finder = new Finder(body);
  const parts: string[] = [];
  const next = new RegExp(ANY);
  let at = 0;
  for (let match = next.exec(body); match; match = next.exec(body)) {
    const found = match.groups as Groups;
    const literal = found.shown ?? found.shownBlock;
    const end = literal === undefined ? next.lastIndex : endOfLiteral(next.lastIndex, literal, finder);
    // Unclosed on its line: text.
    if (end === undefined) continue;
    const made =
      literal !== undefined
        ? literal.slice(0, 2) + body.slice(next.lastIndex, end - 4) + body.slice(end - 2, end)
        : found.path === undefined
          ? tag(found, match.index, warnings)
          : found.before + linkTo(found.path, match.index, source, warnings);
    source.budget.write(Math.max(0, made.length - (end - match.index)));
    parts.push(body.slice(at, match.index), made);
    at = end;
    next.lastIndex = end;
  }
  return { text: parts.join('') + body.slice(at), problems: warnings.problems };
};

function endOfLiteral(from: number, opening: string, finder: Finder): number | undefined {
  const end = finder.next(opening.startsWith('{{') ? '*/}}' : '*/%}', from);
  return end < finder.text.length && end < finder.next('\n', from) ? end + 4 : undefined;
}

function linkTo(path: string, at: number, source: Source, warnings: Warnings): string {
  const address = addressOf(path, source, ANY_LANGUAGE);
  if (address !== undefined) return address;
  warnings.add(at, `@/${path}: no live post has this path; the link is left out and its text stays; correct the path or publish that post`);
  return unresolved(path);
}

function tag({ name, parameters = '', block }: Groups, at: number, warnings: Warnings): string {
  const made = name === undefined ? undefined : builtIn(name, parameters);
  if (made !== undefined) return made;
  const left = name ?? block;
  // A lone end belongs to a dropped start.
  if (left !== undefined)
    warnings.add(at, `${left}: a shortcode of the site itself, which cannot be used here; it is left out, and the text inside it stays`);
  return '';
}

const parameter = (parameters: string, name: string): string | undefined =>
  new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|\`([^\`]*)\`)`)
    .exec(parameters)
    ?.slice(1)
    .find((value) => value !== undefined);

/** Of earlier Zola versions. */
function builtIn(name: string, parameters: string): string | undefined {
  const id = parameter(parameters, 'id');
  const url = parameter(parameters, 'url');
  const player = { youtube: 'https://www.youtube.com/embed/', vimeo: 'https://player.vimeo.com/video/' }[name];
  if (player && id) return `<p><iframe${attributes(['src', player + id])} width="560" height="315" allowfullscreen></iframe></p>`;
  if (name === 'gist' && url) return `<p><a${attributes(['href', url])}>${escapeHtml(url)}</a></p>`;
  return undefined;
}
