/** Counts the characters that the XML and JSON parsers read during a task. */
import { SaxesParser } from 'saxes';

export async function verified<T>(work: () => Promise<T>): Promise<{ xml: number; json: number; result: T }> {
  const counted = { xml: 0, json: 0 };
  const { write } = SaxesParser.prototype;
  const { parse } = JSON;
  SaxesParser.prototype.write = function (chunk) {
    counted.xml += String(chunk ?? '').length;
    return write.call(this, chunk);
  };
  JSON.parse = (text, reviver) => {
    counted.json += text.length;
    return parse(text, reviver);
  };
  try {
    const result = await work();
    return { ...counted, result };
  } finally {
    SaxesParser.prototype.write = write;
    JSON.parse = parse;
  }
}
