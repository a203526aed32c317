/** Jekyll's `_config.yml`. https://jekyllrb.com/docs/configuration/ */
import type { Person } from '../model.ts';
import { type DataFile, Fields } from '../text/fields.ts';
import { readAuthors, readFeedName, readLanguage, readPermalink, readPicture, readTimezone, siteAddress } from './setting-readers.ts';
import type { Layer } from './settings.ts';

export function jekyllLayer(file: DataFile, people: Record<string, Person>): Layer {
  const fields = new Fields(file);
  const feed = fields.within('feed');
  const link = (url: string) => siteAddress(`${url.replace(/\/+$/, '')}/${(fields.text('baseurl') ?? '').replace(/^\/+/, '')}`);
  return {
    fields,
    names: { link: 'url', title: 'title' },
    settings: {
      title: () => fields.text('title', 'name'),
      link: () => fields.parsed('where the blog is, such as https://blog.example', link, 'url'),
      description: () => fields.text('description', 'tagline', 'subtitle'),
      language: () => readLanguage(fields, 'lang', 'locale', 'language'),
      authors: () => readAuthors(fields, people),
      copyright: () => fields.text('copyright'),
      icon: () => readPicture(feed, 'icon'),
      logo: () => readPicture(feed, 'logo'),
      timezone: () => readTimezone(fields, 'timezone'),
      permalink: () => readPermalink(fields, 'permalink') ?? 'date',
      feeds: () => {
        const atom = readFeedName(feed, 'path', 'feed.xml');
        return atom === undefined ? undefined : { atom };
      },
      limit: () => feed.whole(1, 10_000, 'posts_limit'),
      content: () => (feed.flag('excerpt_only') ? 'summary' : undefined),
      excerptSeparator: () => fields.text('excerpt_separator'),
      posts: () => ['**/_posts/**', '**/_drafts/**'],
    },
  };
}
