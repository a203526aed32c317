/** An XML document -> the texts of a feed and its entries. */
import { SaxesParser } from 'saxes';
import { isWellFormed } from './xml-text.ts';

/** Texts by element or member name, as `title`; of a link also its address by its relation, as `link self`. The first where there are several. */
export type Members = Map<string, string>;

export interface Contents {
  feed: Members;
  entries: Members[];
}

export interface Paths {
  /** Names in it are written without their namespace. */
  namespace: string;
  feed: string;
  entry: string;
}

/**
 * saxes throws where XML or its namespaces are not well-formed, but reads half a surrogate pair as the start of a whole one.
 * Only children of the feed and of its entries are looked at.
 * @param position whether errors begin with line and column, which takes longer
 */
export function readXml(text: string, paths: Paths, position = false): Contents {
  if (!isWellFormed(text)) throw new Error('a lone surrogate');
  const contents: Contents = { feed: new Map(), entries: [] };
  const parser = new SaxesParser({ xmlns: true, position });
  const nameOf = ({ uri, local }: { uri: string; local: string }) => (uri === paths.namespace ? local : `{${uri}}${local}`);
  const membersAt = (path: string) => (path === paths.feed ? contents.feed : path === paths.entry ? contents.entries.at(-1) : undefined);
  let path = '';
  let value = '';
  parser.on('opentag', (tag) => {
    const name = nameOf(tag);
    const { rel, href } = tag.attributes;
    if (href) set(membersAt(path), `${name} ${rel?.value ?? 'alternate'}`, href.value);
    path += `/${name}`;
    if (path === paths.entry) contents.entries.push(new Map());
    value = '';
  });
  parser.on('closetag', (tag) => {
    const name = nameOf(tag);
    path = path.slice(0, -name.length - 1);
    set(membersAt(path), name, value);
  });
  const append = (part: string) => {
    value += part;
  };
  parser.on('text', append);
  parser.on('cdata', append);
  parser.write(text).close();
  return contents;
}

function set(members: Members | undefined, name: string, value: string): void {
  if (members && !members.has(name)) members.set(name, value);
}

export const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
