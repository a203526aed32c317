import type { Entry } from '../../../lambda/core/model.ts';
import type { PageDocument, TermFeed } from '../../../lambda/core/page/page-document.ts';
import { entry, feed, stamp } from '../feed/documents.ts';

export { entry, stamp };

export const HOME = 'https://blog.example/';

const selfOf = (path: string) => ({ rss: `${HOME}${path}rss.xml`, atom: `${HOME}${path}atom.xml`, json: `${HOME}${path}feed.json` });

export const termFeed = (name: string, own: Partial<TermFeed> = {}): TermFeed => {
  const path = `tags/${encodeURIComponent(name)}/`;
  return { taxonomy: 'tags', name, title: `Field Notes: ${name}`, page: HOME + path, posts: 3, self: selfOf(path), ...own };
};

export function page(own: Partial<PageDocument> = {}, head: Partial<PageDocument['head']> = {}): PageDocument {
  const { entries: _, updated: __, ...rest } = feed(head);
  return { head: rest, home: HOME, terms: [], opml: `${HOME}feeds.opml`, timezone: 'Europe/Zurich', entries: [entry()], ...own };
}

export const entries = (...titles: string[]): Entry[] => titles.map((title, index) => entry({ title, link: `${HOME}${index}/` }));
