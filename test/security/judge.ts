/** Validates HTML from posts with an independent allow-list and a browser-grade parser (parse5). */
import { parse, parseFragment, serialize, type DefaultTreeAdapterTypes as Tree } from 'parse5';

const HTML = 'http://www.w3.org/1999/xhtml';

const ELEMENTS = new Set(
  (
    'a abbr acronym address article aside audio b bdi bdo big blockquote br caption center cite code col colgroup data dd del details dfn div dl dt em ' +
    'figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i iframe img ins kbd li main mark menu nav ol p picture pre q rb rp rt rtc ruby s samp ' +
    'section small source span strike strong sub summary sup table tbody td tfoot th thead time tr track tt u ul var video wbr'
  ).split(' '),
);
const ATTRIBUTES = new Set(
  (
    'id title lang dir href name rel hreflang src srcset sizes alt width height longdesc type media controls preload poster kind srclang label ' +
    'allowfullscreen sandbox referrerpolicy cite datetime value start reversed open colspan rowspan headers align scope span class'
  ).split(' '),
);
const LINKS = new Set(['href', 'cite', 'longdesc']);
const MEDIA = new Set(['src', 'poster']);
/** For addresses without a query. Other paths of these hosts can redirect anywhere. */
const PLAYERS = [/^https:\/\/(?:www\.)?youtube(?:-nocookie)?\.com\/embed\/[\w-]+$/, /^https:\/\/player\.vimeo\.com\/video\/\d+$/];
const MATH = 'http://www.w3.org/1998/Math/MathML';
const MATH_ELEMENTS = new Set(
  'math mrow mi mo mn ms mtext mspace mfrac msqrt mroot mstyle mpadded mphantom merror msub msup msubsup munder mover munderover mmultiscripts mprescripts mtable mtr mtd semantics annotation'.split(
    ' ',
  ),
);
const MATH_ATTRIBUTES = new Set(
  (
    'id title lang dir display displaystyle scriptlevel mathvariant form fence separator lspace rspace stretchy symmetric maxsize minsize largeop ' +
    'movablelimits width height depth voffset linethickness accent accentunder columnalign columnspacing rowspacing columnspan rowspan'
  ).split(' '),
);

const isAbsolute = (value: string, schemes: RegExp): boolean => URL.canParse(value) && schemes.test(new URL(value).protocol);

function faultOfAttribute(element: string, name: string, value: string): string | undefined {
  const shown = `${element} ${name}=${JSON.stringify(value)}`;
  if (!ATTRIBUTES.has(name)) return shown;
  if ((name === 'id' || name === 'name') && !/^e[0-9a-f]{8}-./.test(value)) return shown;
  if (name === 'href' && /^#e[0-9a-f]{8}-./.test(value)) return undefined;
  if (name === 'class' && !/^language-\S+$/.test(value)) return shown;
  if (LINKS.has(name) && !isAbsolute(value, /^(?:https?|mailto|tel|ftp):$/)) return shown;
  if (MEDIA.has(name) && !isAbsolute(value, /^https?:$/)) return shown;
  if (name === 'srcset' && value.split(/,\s+/).some((each) => !isAbsolute(each.split(/\s/)[0] ?? '', /^https?:$/))) return shown;
  if (element === 'iframe' && name === 'src') {
    const { href, search, hash } = new URL(value);
    if (!PLAYERS.some((player) => player.test(href.slice(0, href.length - search.length - hash.length)))) return shown;
  }
  return undefined;
}

/** Nodes that are neither text nor allowed. @param frame elements of a whole document's frame */
function* faultsOf(nodes: Tree.ChildNode[], frame: ReadonlySet<string>): Generator<string> {
  for (const node of nodes) {
    if (node.nodeName === '#text') continue;
    if (!('tagName' in node)) {
      yield node.nodeName;
      continue;
    }
    if (node.namespaceURI === MATH && MATH_ELEMENTS.has(node.tagName)) {
      const isTex = (name: string, value: string) => node.tagName === 'annotation' && name === 'encoding' && value === 'application/x-tex';
      for (const { name, value } of node.attrs)
        if (!MATH_ATTRIBUTES.has(name) && !isTex(name, value)) yield `${node.tagName} ${name}=${value}`;
      yield* faultsOf(node.childNodes, frame);
      continue;
    }
    if (node.namespaceURI !== HTML || !(ELEMENTS.has(node.tagName) || frame.has(node.tagName))) yield `<${node.tagName}>`;
    for (const { name, value } of node.attrs) {
      const fault = faultOfAttribute(node.tagName, name, value);
      if (fault) yield fault;
    }
    yield* faultsOf(node.childNodes, frame);
  }
}

const NO_FRAME: ReadonlySet<string> = new Set();
const FRAME: ReadonlySet<string> = new Set(['html', 'head', 'body']);

/**
 * Faults of a page with this HTML, as it is and after two round trips of parsing and serializing, with and without scripting. Empty if it
 * is safe.
 */
export function faults(html: string): string[] {
  const found = new Set<string>();
  for (const scriptingEnabled of [true, false]) {
    let text = html;
    for (let round = 0; round < 3; round += 1) {
      const fragment = parseFragment(text, { scriptingEnabled });
      for (const fault of faultsOf(fragment.childNodes, NO_FRAME)) found.add(fault);
      text = serialize(fragment);
    }
    const document = parse(`<!doctype html><html><head></head><body>${html}`, { scriptingEnabled });
    const nodes = document.childNodes.filter((node): node is Tree.Element => 'tagName' in node);
    for (const fault of faultsOf(nodes, FRAME)) found.add(fault);
  }
  return [...found];
}

/** Distinct elements with their attribute names in a page; texts and values do not count. */
export function shapeOf(page: string): Set<string> {
  const shapes = new Set<string>();
  const visit = (nodes: Tree.ChildNode[]): void => {
    for (const node of nodes) {
      if (!('tagName' in node)) {
        if (node.nodeName !== '#text') shapes.add(node.nodeName);
        continue;
      }
      shapes.add([node.tagName, ...node.attrs.map(({ name }) => name).sort()].join(' '));
      visit(node.childNodes);
    }
  };
  visit(parse(page).childNodes);
  return shapes;
}

export function addressesIn(page: string): string[] {
  const found: string[] = [];
  const visit = (nodes: Tree.ChildNode[]): void => {
    for (const node of nodes) {
      if (!('tagName' in node)) continue;
      found.push(...node.attrs.filter(({ name }) => ['href', 'src', 'action'].includes(name)).map(({ value }) => value));
      visit(node.childNodes);
    }
  };
  visit(parse(page).childNodes);
  return found;
}
