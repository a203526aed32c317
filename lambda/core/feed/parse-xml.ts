/** A parser independent of the writer. */
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { isWellFormed } from './xml-text.ts';

export type XmlTag = SaxesTagNS;

export interface XmlEvents {
  opentag(tag: XmlTag): void;
  closetag?(tag: XmlTag): void;
  /** Also CDATA; in parts. */
  text?(part: string): void;
}

/** As libxml2. saxes looks for the namespace of an element in all elements around it. */
const DEEPEST = 256;

/**
 * Also rejects lone surrogates, unlike saxes.
 * @throws Error if XML or its namespaces are not well-formed, or elements are nested too deeply
 * @param position starts errors with line and column (slower)
 */
export const parseXml = (text: string, events: XmlEvents, position?: boolean): void => parseXmlParts([text], events, position);

/** Parses a part before it requests the next. */
export function parseXmlParts(parts: Iterable<string>, { opentag, closetag, text: append }: XmlEvents, position = false): void {
  const parser = new SaxesParser({ xmlns: true, position });
  let depth = 0;
  parser.on('opentag', (tag) => {
    if (++depth > DEEPEST) parser.fail(`elements nested more than ${DEEPEST} deep`);
    opentag(tag);
  });
  parser.on('closetag', (tag) => {
    depth--;
    closetag?.(tag);
  });
  if (append) {
    parser.on('text', append);
    parser.on('cdata', append);
  }
  for (const part of parts) {
    if (!isWellFormed(part)) throw new Error('a lone surrogate');
    parser.write(part);
  }
  parser.close();
}
