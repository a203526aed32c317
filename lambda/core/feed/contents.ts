import { parseXml, parseXmlParts, type XmlEvents } from './parse-xml.ts';

/** First text by name, first link address by relation (`link self`). */
export type Members = Map<string, string>;

export interface Contents {
  feed: Members;
  entries: Members[];
}

export interface Paths {
  /** Its names are unqualified. */
  namespace: string;
  feed: string;
  entry: string;
}

/**
 * Reads only children of the feed and its entries.
 * @param position as in `parseXml`
 */
export function readXml(text: string, paths: Paths, position = false): Contents {
  const { contents, events } = new XmlReader(paths);
  parseXml(text, events, position);
  return contents;
}

/** What a document has before its entries, and after them. */
export type Frame = readonly [before: string, after: string];

const PROBE = 'probe';

/**
 * Proves that each fragment is one entry and leaves the parser where it was, inside the feed and outside of any markup: a probe after each
 * is read as an element of the feed. So fragments that are proved once can follow each other in any order, in any frame that is proved.
 * @throws Error
 */
export function readXmlParts([before, after]: Frame, fragments: readonly string[], paths: Paths): Contents {
  const { contents, events, children } = new XmlReader(paths);
  const entry = paths.entry.slice(paths.feed.length + 1);
  function* parts() {
    yield `${before}<${PROBE}/>`;
    if (children.at(-1) !== PROBE) throw new Error('its entries are not in the feed');
    for (const fragment of fragments) {
      children.length = 0;
      // Text could continue what is before it.
      if (!/^\s*</.test(fragment)) throw new Error('an entry begins with text');
      yield `${fragment}<${PROBE}/>`;
      if (children.join() !== `${entry},${PROBE}`) throw new Error(`an entry is not one ${entry}`);
    }
    yield after;
  }
  parseXmlParts(parts(), events);
  return contents;
}

class XmlReader {
  readonly contents: Contents = { feed: new Map(), entries: [] };
  /** Names of elements that begin in the feed, or are the feed. */
  readonly children: string[] = [];
  readonly events: XmlEvents;

  constructor(paths: Paths) {
    const { contents, children } = this;
    const nameOf = ({ uri, local }: { uri: string; local: string }) => (uri === paths.namespace ? local : `{${uri}}${local}`);
    const membersAt = (path: string) => (path === paths.feed ? contents.feed : path === paths.entry ? contents.entries.at(-1) : undefined);
    let path = '';
    let value = '';
    this.events = {
      opentag: (tag) => {
        const name = nameOf(tag);
        const { rel, href } = tag.attributes;
        if (href) set(membersAt(path), `${name} ${rel?.value ?? 'alternate'}`, href.value);
        const parent = path;
        path += `/${name}`;
        if (parent === paths.feed || path === paths.feed) children.push(name);
        if (path === paths.entry) contents.entries.push(new Map());
        value = '';
      },
      closetag: (tag) => {
        const name = nameOf(tag);
        path = path.slice(0, -name.length - 1);
        set(membersAt(path), name, value);
      },
      text: (part) => {
        value += part;
      },
    };
  }
}

function set(members: Members | undefined, name: string, value: string): void {
  if (members && !members.has(name)) members.set(name, value);
}
