/** Sole importer of saxes, the parser that had no part in writing what it reads. */
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { isWellFormed } from './xml-text.ts';

export interface XmlEvents {
  opentag?(tag: SaxesTagNS): void;
  closetag?(tag: SaxesTagNS): void;
  /** Also of CDATA sections; a text can come in several parts. */
  text?(part: string): void;
}

/**
 * Throws where XML or its namespaces are not well-formed. saxes reads half a surrogate pair as the start of a whole one; here it is a mistake
 * as well.
 * @param position whether errors begin with line and column, which takes longer
 */
export function parseXml(text: string, { opentag, closetag, text: append }: XmlEvents, position = false): void {
  if (!isWellFormed(text)) throw new Error('a lone surrogate');
  const parser = new SaxesParser({ xmlns: true, position });
  if (opentag) parser.on('opentag', opentag);
  if (closetag) parser.on('closetag', closetag);
  if (append) {
    parser.on('text', append);
    parser.on('cdata', append);
  }
  parser.write(text).close();
}
