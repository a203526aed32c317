import { Parser } from 'htmlparser2';
import { S3Error } from './response.ts';

const malformed = (item: string, most: number): S3Error => new S3Error('MalformedXML', `the body must name 1 to ${most} times <${item}>`);

/**
 * `itemsIn(body, 'Object', ['Key'], 1000)` -> `[{ Key: 'a.md' }]`
 * @throws S3Error without items, or with too many
 */
export function itemsIn(body: Uint8Array, item: string, children: readonly string[], most: number): Record<string, string>[] {
  const items: Record<string, string>[] = [];
  const path: string[] = [];
  let text = '';
  const parser = new Parser(
    {
      onopentagname: (name) => {
        path.push(name);
        text = '';
        if (name === item) items.push({});
        if (items.length > most) throw malformed(item, most);
      },
      ontext: (part) => {
        text += part;
      },
      onclosetag: (name) => {
        path.pop();
        const last = items.at(-1);
        if (last && path.at(-1) === item && children.includes(name)) last[name] = text;
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(Buffer.from(body).toString());
  if (items.length === 0) throw malformed(item, most);
  return items;
}
