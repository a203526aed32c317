/** A parser independent of the writer. */
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { isWellFormed } from './xml-text.ts';

export type XmlTag = SaxesTagNS;

export interface XmlEvents {
  opentag?(tag: XmlTag): void;
  closetag?(tag: XmlTag): void;
  /** Also CDATA; in parts. */
  text?(part: string): void;
}

/**
 * Also rejects lone surrogates, unlike saxes.
 * @throws Error if XML or its namespaces are not well-formed
 * @param position starts errors with line and column (slower)
 */
export const parseXml = (text: string, events: XmlEvents, position = false): void => parseXmlParts([text], events, position);

/** Parses a part before it requests the next. */
export function parseXmlParts(parts: Iterable<string>, { opentag, closetag, text: append }: XmlEvents, position = false): void {
  const parser = new SaxesParser({ xmlns: true, position });
  if (opentag) parser.on('opentag', opentag);
  if (closetag) parser.on('closetag', closetag);
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
