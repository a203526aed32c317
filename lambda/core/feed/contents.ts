import { parseXml, type XmlEvents } from './parse-xml.ts';

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
  const contents: Contents = { feed: new Map(), entries: [] };
  const nameOf = ({ uri, local }: { uri: string; local: string }) => (uri === paths.namespace ? local : `{${uri}}${local}`);
  const membersAt = (path: string) => (path === paths.feed ? contents.feed : path === paths.entry ? contents.entries.at(-1) : undefined);
  let path = '';
  let value = '';
  const events: XmlEvents = {
    opentag: (tag) => {
      const name = nameOf(tag);
      const { rel, href } = tag.attributes;
      if (href) set(membersAt(path), `${name} ${rel?.value ?? 'alternate'}`, href.value);
      path += `/${name}`;
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
  parseXml(text, events, position);
  return contents;
}

function set(members: Members | undefined, name: string, value: string): void {
  if (members && !members.has(name)) members.set(name, value);
}
