import { parseXml } from '../feed/parse-xml.ts';
import { addressesOf } from './formats.ts';
import type { PageDocument } from './page-document.ts';
import { safePage } from './safe-page.ts';

/** @returns undefined if the list is well-formed and names all feeds */
export function verifyOpml(text: string, document: PageDocument): string | undefined {
  const page = safePage(document);
  const found = new Map<string, string>();
  parseXml(text, {
    opentag: ({ local, attributes: { xmlUrl, text } }) => {
      if (local === 'outline' && xmlUrl) found.set(xmlUrl.value, text?.value ?? '');
    },
  });
  const feeds = [{ title: page.title, self: page.main }, ...page.terms];
  const missing = feeds.find(({ title, self }) => found.get(addressesOf(self)[0].href) !== title);
  if (missing) return `it does not name ${JSON.stringify(missing.title)}`;
  return found.size === feeds.length ? undefined : `it names ${found.size} feeds, not ${feeds.length}`;
}
