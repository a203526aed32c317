/** Rules for turndown where its Markdown would show other HTML. */
import type Turndown from 'turndown';
import { type Ends, type Made, replaced } from './markup.ts';

/** What rules need of the DOM. */
interface Node {
  nodeName: string;
  nodeType: number;
  textContent: string | null;
  outerHTML: string;
  childNodes: ArrayLike<Node>;
  parentNode: Node | null;
  previousSibling: Node | null;
  nextSibling: Node | null;
  previousElementSibling: Node | null;
  getAttribute: (name: string) => string | null;
}

type Replacement = (content: string, node: Node, options: Turndown.Options) => string;

/** Shown as HTML, because Markdown has no form for them. */
const BLOCKS = ['iframe', 'audio', 'video', 'figure', 'table', 'details', 'dl'];
/** Tags around Markdown. */
const SPANS = [
  ...['sub', 'sup', 'kbd', 'mark', 'u', 'small', 'big', 'tt', 'samp', 'var', 'del', 's', 'strike', 'ins'],
  ...['abbr', 'acronym', 'cite', 'q', 'dfn', 'time'],
];
/** Before the bracket of a link. */
export const LINK = '\ufdd7';

/** Between breaks: turndown looks from each white space for the end of all. */
export const BREAK = '\ufdd8';

const nameOf = ({ nodeName }: Node): string => nodeName.toLowerCase();
const children = ({ childNodes }: Node): Node[] => Array.from(childNodes);
const elementsIn = (node: Node): Node[] => children(node).flatMap((child) => (child.nodeType === 1 ? [child, ...elementsIn(child)] : []));

/** A blank line would end HTML in Markdown. */
const htmlBlock = (html: string): string =>
  `\n\n${replaced(html, /<pre\b/gi, ({ index }, ends) => preIn(html, index, ends), withoutBlankLines)}\n\n`;

const withoutBlankLines = (html: string): string => html.replace(/\n\s*\n/g, '\n');

function preIn(html: string, from: number, ends: Ends): Made | undefined {
  const to = ends.after('</pre>', from);
  const made = html.slice(from, to).replace(/\n(?:[ \t]*\n)+/g, (lines) => `\n${lines.slice(1).replaceAll('\n', '&#10;')}`);
  return to === undefined ? undefined : { to, made };
}

/** HTML within a line, in which Markdown sees no signs. */
const htmlSpan = (html: string): string =>
  html
    .split(/(<[^<>]*>)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[\\`*_[\]~"'.${}:|!-]/g, (sign) => `&#${sign.charCodeAt(0)};`)))
    .join('');

const tagOf = ({ outerHTML }: Node): string => /^<[^>]*>/.exec(outerHTML)?.[0] ?? '';
/** A tag alone on the first line of a paragraph would begin a block of HTML. */
const inTag = (tag: string, content: string, name: string): string =>
  `${content.replace(/^(?:[ \t\ufdd8]*\n)*/, (breaks) => breaks + tag)}</${name}>`;
const isBlank = (content: string): boolean => content.replaceAll(BREAK, '').trim() === '';
const tagged: Replacement = (content, node) => (isBlank(content) ? content : inTag(tagOf(node), content, nameOf(node)));

const isEmphasis = (node: Node): boolean => ['strong', 'b', 'em', 'i'].includes(nameOf(node));
const SPACE = /[\s\p{Z}]/u;
const SIGN = /[\p{P}\p{S}]/u;

/** Whether a delimiter between these characters is one. https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run */
const isDelimiter = (inside: string, outside: string): boolean =>
  inside !== '' && !SPACE.test(inside) && (!SIGN.test(inside) || outside === '' || SPACE.test(outside) || SIGN.test(outside));

const emphasis =
  (delimiter: string): Replacement =>
  (content, node) => {
    if (isBlank(content)) return content;
    const [before, after] = [node.previousSibling, node.nextSibling];
    // turndown moves white space out.
    const [start, end] = [/^\s/.exec(node.textContent ?? ''), /\s$/.exec(node.textContent ?? '')];
    const fits =
      isDelimiter([...content][0] ?? '', start?.[0] ?? before?.textContent?.slice(-1) ?? '') &&
      isDelimiter([...content].at(-1) ?? '', end?.[0] ?? after?.textContent?.slice(0, 1) ?? '') &&
      !(before && !start && isEmphasis(before)) &&
      !(after && !end && isEmphasis(after));
    const name = delimiter === '*' ? 'em' : 'strong';
    return fits ? delimiter + content + delimiter : inTag(`<${name}>`, content, name);
  };

/** Only its text is code; with links or pictures it is HTML. */
function pre(node: Node): string {
  const elements = elementsIn(node);
  if (elements.some((each) => ['a', 'img'].includes(nameOf(each)))) return htmlBlock(node.outerHTML);
  const textIn = (each: Node): string =>
    each.nodeType === 3 ? (each.textContent ?? '') : nameOf(each) === 'br' ? '\n' : children(each).map(textIn).join('');
  const code = textIn(node).replace(/\n$/, '');
  const language = elements.map((each) => /\blanguage-(\S+)/.exec(each.getAttribute('class') ?? '')?.[1]).find((found) => found) ?? '';
  const longest = Math.max(2, ...[...code.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `\n\n${fence}${language}\n${code}\n${fence}\n\n`;
}

export function addRules(turndown: Turndown): void {
  const { list, inlineLink } = (turndown.options as { rules?: Record<string, Turndown.Rule> }).rules ?? {};
  const add = (name: string, filter: (node: Node) => boolean, replacement: Replacement) =>
    turndown.addRule(name, { filter: (node) => filter(node as unknown as Node), replacement: replacement as never });
  const named = (name: string, names: readonly string[], replacement: Replacement) =>
    add(name, (node) => names.includes(nameOf(node)), replacement);

  named('blocks', BLOCKS, (_, node) => htmlBlock(node.outerHTML));
  named('spans', SPANS, tagged);
  named('strong', ['strong', 'b'], emphasis('**'));
  named('emphasis', ['em', 'i'], emphasis('*'));
  named('pre', ['pre'], (_, node) => pre(node));
  add(
    'code with elements',
    (node) => nameOf(node) === 'code' && node.parentNode?.nodeName !== 'PRE' && elementsIn(node).length > 0,
    (content, node) =>
      elementsIn(node).some((each) => nameOf(each) === 'pre') ? content : htmlSpan(node.outerHTML.replace(/\n\s*\n/g, '\n')),
  );
  add(
    'breaks',
    (node) => nameOf(node) === 'br' && node.previousSibling?.nodeName === 'BR',
    (_, __, { br }) => `${BREAK}${br}\n`,
  );
  // Else Markdown reads two lists as one.
  named('list', ['ul', 'ol'], (content, node, options) => {
    const made = list?.replacement?.(content, node as never, options) ?? content;
    return node.previousElementSibling?.nodeName === node.nodeName ? `\n\n<!-- -->${made.replace(/^\n*/, '\n\n')}` : made;
  });
  const link: Replacement = (content, node, options) =>
    isBlank(content)
      ? ''
      : LINK + (inlineLink?.replacement?.(content.replace(/\n[\s\ufdd8]*\n/g, '\n'), node as never, options) ?? content);
  add('link', (node) => nameOf(node) === 'a' && Boolean(node.getAttribute('href')), link);
  named('hidden', ['style', 'script', 'noscript'], () => '');
  turndown.keep((node) => ['math', 'svg'].includes(node.nodeName.toLowerCase()));
  // Substack's footnotes, whose ids Markdown would lose.
  turndown.keep((node) => node.nodeName === 'A' && node.id.startsWith('footnote'));
}
