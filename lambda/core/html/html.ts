/** Untrusted HTML -> safe HTML with absolute URLs. */
import { Parser } from 'htmlparser2';
import sanitize from 'sanitize-html';
import { Budget } from '../budget.ts';
import { Anchors } from './anchors.ts';
import { withoutEmptyElements } from './empty-elements.ts';
import { MATH_ATTRIBUTES, MATH_ELEMENTS } from './mathml.ts';
import { checkOpen } from './nesting.ts';
import { frameUrl, linkUrl, mediaSrcset, mediaUrl } from './urls.ts';

type Resolve = (value: string, base: string) => string | undefined;
type LinkOf = (value: string, name: 'href' | 'src') => string | undefined;

/** Deeper elements lose their tags: readers and feed parsers recurse. */
const NESTING = 100;

const URL_ATTRIBUTES: Record<string, Resolve> = {
  href: linkUrl,
  cite: linkUrl,
  longdesc: linkUrl,
  src: mediaUrl,
  poster: mediaUrl,
  srcset: mediaSrcset,
};

/** No character that XML writers turn into white space. */
const LANGUAGE = /^language-[^\s\p{C}]+$/u;

const ALLOWED: sanitize.IOptions = {
  allowedTags: [
    // sanitize-html searches linearly: common tags first.
    ...['p', 'a', 'li', 'code', 'em', 'strong', 'ul', 'ol', 'pre', 'br', 'blockquote'],
    ...sanitize.defaults.allowedTags,
    ...[
      'img',
      'picture',
      'source',
      'audio',
      'video',
      'track',
      'iframe',
      'details',
      'summary',
      'del',
      'ins',
      'strike',
      'tt',
      'big',
      'center',
      'acronym',
    ],
    ...MATH_ELEMENTS,
  ],
  allowedAttributes: {
    '*': ['id', 'title', 'lang', 'dir'],
    a: ['href', 'name', 'rel', 'hreflang'],
    img: ['src', 'srcset', 'sizes', 'alt', 'width', 'height', 'longdesc'],
    source: ['src', 'srcset', 'sizes', 'type', 'media'],
    audio: ['src', 'controls', 'preload'],
    video: ['src', 'controls', 'preload', 'poster', 'width', 'height'],
    track: ['src', 'kind', 'srclang', 'label'],
    iframe: ['src', 'width', 'height', 'allowfullscreen', 'sandbox', 'referrerpolicy'],
    blockquote: ['cite'],
    q: ['cite'],
    del: ['cite', 'datetime'],
    ins: ['cite', 'datetime'],
    time: ['datetime'],
    data: ['value'],
    ol: ['start', 'type', 'reversed'],
    li: ['value'],
    details: ['open'],
    td: ['colspan', 'rowspan', 'headers', 'align'],
    th: ['colspan', 'rowspan', 'headers', 'scope', 'align'],
    col: ['span'],
    colgroup: ['span'],
    ...MATH_ATTRIBUTES,
    annotation: [{ name: 'encoding', values: ['application/x-tex'] }],
  },
  allowedClasses: { code: [LANGUAGE], pre: [LANGUAGE] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel', 'ftp'],
  selfClosing: ['img', 'br', 'hr', 'wbr', 'col', 'source', 'track'],
  nestingLimit: NESTING,
  parseStyleAttributes: false,
};

const KNOWN: ReadonlySet<string> = new Set(ALLOWED.allowedTags || []);
const MATH: ReadonlySet<string> = new Set(MATH_ELEMENTS);
/** Decides by position: renaming in `transformTags` also renames the next element of that depth. */
class AllowedTags extends Array<string> {
  isAllowedHere: (name: string) => boolean = () => true;
  override indexOf(name: string): number {
    return KNOWN.has(name) && this.isAllowedHere(name) ? 0 : -1;
  }
}

/** Players cannot navigate the parent, submit forms, show dialogs or download. YouTube needs the parent's origin. */
const FRAME: Readonly<sanitize.Attributes> = {
  sandbox: 'allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-presentation',
  referrerpolicy: 'strict-origin-when-cross-origin',
};

/** Characters that XML 1.0 cannot express. */
const NOT_XML =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to find
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** A fast pre-check. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to find
const SUSPECT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/;

const withoutNotXml = (text: string) => (SUSPECT.test(text) ? text.replace(NOT_XML, '') : text);

/**
 * @param base the permalink
 * @param linkOf the address that a link or picture by the path of a source stands for
 * @throws OverBudgetError
 */
export function safeHtml(html: string, base: string, budget: Budget = new Budget(), linkOf: LinkOf = () => undefined): string {
  const anchors = new Anchors(base);
  const addressed = (fragment: string) => {
    const url = linkUrl(fragment, base);
    budget.write(url?.length ?? 0);
    return url;
  };
  let [open, formulas] = [0, 0];
  const allowedTags = new AllowedTags();
  // Parsers disagree about HTML in MathML; MathML elsewhere means nothing.
  allowedTags.isAllowedHere = (tag) => formulas > 0 === MATH.has(tag);
  const safe = sanitize(withoutNotXml(html), {
    ...ALLOWED,
    allowedTags,
    onOpenTag: (name) => {
      open++;
      if (name === 'math') formulas++;
      checkOpen(open);
    },
    onCloseTag: (name) => {
      open--;
      if (name === 'math') formulas--;
    },
    transformTags: {
      '*': (tag, attributes) => ({
        tagName: tag,
        attribs: withOwnNames(withAbsoluteUrls(tag, attributes, base, anchors, budget, linkOf), anchors),
      }),
    },
  });
  // References such as `&#8;` are decoded now.
  return withoutNotXml(anchors.resolve(withoutEmptyElements(safe), addressed)).trim();
}

function withOwnNames(attributes: sanitize.Attributes, anchors: Anchors): sanitize.Attributes {
  for (const name of ['id', 'name']) {
    const value = attributes[name]?.trim();
    if (value) attributes[name] = anchors.name(value);
    else delete attributes[name];
  }
  if (attributes.headers !== undefined) attributes.headers = anchors.references(attributes.headers);
  return attributes;
}

function withAbsoluteUrls(
  tag: string,
  attributes: sanitize.Attributes,
  base: string,
  anchors: Anchors,
  budget: Budget,
  linkOf: LinkOf,
): sanitize.Attributes {
  for (const [name, value] of Object.entries(attributes)) {
    const resolve = tag === 'iframe' && name === 'src' ? frameUrl : URL_ATTRIBUTES[name];
    if (!resolve) continue;
    const href = tag === 'a' && name === 'href' ? value.trim() : '';
    const isPath = href !== '' || (tag === 'img' && name === 'src');
    const own = isPath ? linkOf(value.trim(), href === '' ? 'src' : 'href') : undefined;
    const url = href.startsWith('#') ? anchors.link(href) : resolve(own ?? value, base);
    if (url === undefined) delete attributes[name];
    else attributes[name] = url;
    budget.write(Math.max(0, (url?.length ?? 0) - value.length));
  }
  if (tag === 'iframe') Object.assign(attributes, FRAME);
  return attributes;
}

/** For pages, whose policy allows no frames: links instead. @param html made by `safeHtml` */
export const withoutFrames = (html: string): string =>
  sanitize(html, {
    ...ALLOWED,
    transformTags: { iframe: (_, { src = '' }) => ({ tagName: 'a', attribs: { href: src }, text: src }) },
  });

const UNSEEN = new Set(['annotation', 'script', 'style', 'template', 'noscript', 'iframe', 'title', 'textarea']);
const INLINE = new Set(
  'a abbr acronym b bdi bdo big cite code data del dfn em i ins kbd mark q s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
);

/** Decoded, on one line. */
export function plainText(html: string): string {
  let text = '';
  let unseen = 0;
  const edge = (name: string) => {
    if (!INLINE.has(name)) text += ' ';
  };
  const parser = new Parser({
    onopentag(name) {
      if (UNSEEN.has(name)) unseen++;
      edge(name);
    },
    ontext(data) {
      if (unseen === 0) text += data;
    },
    onclosetag(name) {
      if (UNSEEN.has(name)) unseen--;
      edge(name);
    },
  });
  parser.end(html);
  return withoutNotXml(text).replace(/\s+/g, ' ').trim();
}
