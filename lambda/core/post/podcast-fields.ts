/** Elements of the podcast namespace that shows and episodes share. https://podcasting2.org/docs/podcast-namespace */
import type { License, PodcastImage, Txt, Value, ValueRecipient } from '../media.ts';
import { optional } from '../optional.ts';
import { Fields, webAddress } from '../text/fields.ts';

type Refuse = (fields: Fields, name: string, expected: string) => void;

/** Themes use these names too. */
const warn: Refuse = (fields, name, expected) => fields.shared(expected, () => undefined, name);

/** Nothing is checked beyond the form: money goes where the author says. */
export const readValues = (fields: Fields, name: string, refuse: Refuse = warn): Value[] =>
  fields.each(name).flatMap((each) => {
    const [type, method] = each instanceof Fields ? [each.text('type'), each.text('method')] : [];
    const recipients = each instanceof Fields ? each.each('recipients').flatMap(recipient) : [];
    if (!(each instanceof Fields) || type === undefined || method === undefined || recipients.length === 0) {
      const example = '{ type: lightning, method: keysend, recipients: [{ type: node, address: 02d5…, split: 100 }] }';
      refuse(fields, name, `a type, a method and recipients, such as ${example}`);
      return [];
    }
    return [{ type, method, ...optional({ suggested: each.text('suggested') }), recipients }];
  });

function recipient(each: unknown): ValueRecipient[] {
  if (!(each instanceof Fields)) return [];
  const [type, address, split] = [each.text('type'), each.text('address'), each.whole(0, 1_000_000, 'split')];
  if (type === undefined || address === undefined || split === undefined) return [];
  const more = optional({
    name: each.text('name'),
    customKey: each.text('customKey'),
    customValue: each.text('customValue'),
    fee: each.flag('fee'),
  });
  return [{ type, address, split, ...more }];
}

/** A list, or a text with commas. */
export function readKeywords(fields: Fields, name: string): string[] | undefined {
  const words = fields.list((text) => text.split(','), name);
  return words.length > 0 ? words : undefined;
}

export const readTxt = (fields: Fields): Txt[] =>
  fields.each('txt').flatMap((each) => {
    const text = each instanceof Fields ? each.text('text') : String(each);
    const purpose = each instanceof Fields ? each.text('purpose') : undefined;
    return text === undefined ? [] : [{ text, ...(purpose && { purpose }) }];
  });

export function readLicense(fields: Fields): License | undefined {
  const [given] = fields.each('license');
  if (given === undefined) return undefined;
  if (!(given instanceof Fields)) return { name: String(given) };
  const [name, url] = [given.text('name'), given.url('url')];
  return name === undefined ? undefined : { name, ...(url && { url }) };
}

/** Beside the square cover: `{ url, width, height, aspectRatio, purpose }` */
export const readImages = (fields: Fields, name: string, refuse: Refuse = warn): PodcastImage[] =>
  fields.each(name).flatMap((each) => {
    const url = webAddress(String(each instanceof Fields ? (each.find('url', 'href', 'src')?.value ?? '') : each));
    if (url === undefined) {
      refuse(fields, name, 'addresses, or maps such as { url: https://show.example/wide.jpg, aspectRatio: 16/9 }');
      return [];
    }
    if (!(each instanceof Fields)) return [{ url }];
    const [width, height] = [each.whole(1, 100_000, 'width'), each.whole(1, 100_000, 'height')];
    const texts = {
      alt: each.text('alt'),
      aspectRatio: each.text('aspectRatio', 'aspect-ratio'),
      type: each.text('type'),
      purpose: each.text('purpose'),
    };
    return [{ url, ...optional({ ...texts, width, height }) }];
  });
