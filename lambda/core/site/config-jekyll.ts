/** Jekyll's `_config.yml` -> settings. https://jekyllrb.com/docs/configuration/ */
import type { Fields } from '../text/fields.ts';
import { Fields as FieldReader } from '../text/fields.ts';
import type { Person } from '../model.ts';
import type { Settings } from './settings.ts';

const asMap = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

export function jekyllSettings(fields: Fields, data: Record<string, unknown>, people: Record<string, Person>): Settings {
  const feed = new FieldReader('_config.yml', asMap(data.feed), '');
  const base = fields.text('baseurl') ?? '';
  const url = fields.text('url');
  const atom = feed.text('path');
  return {
    title: fields.text('title', 'name'),
    link: url === undefined ? undefined : `${url.replace(/\/+$/, '')}/${base.replace(/^\/+/, '')}`,
    description: fields.text('description', 'tagline', 'subtitle'),
    language: fields.text('lang', 'locale', 'language'),
    authors: fields.people(people, 'author', 'authors'),
    copyright: fields.text('copyright'),
    icon: feed.text('icon'),
    logo: feed.text('logo'),
    timezone: fields.text('timezone'),
    permalink: fields.text('permalink') ?? 'date',
    feeds: atom === undefined ? undefined : { atom: atom.replace(/^\/+/, '') },
    limit: feed.whole(1, 10_000, 'posts_limit'),
    content: feed.flag('excerpt_only') ? 'summary' : undefined,
    excerptSeparator: fields.text('excerpt_separator'),
    posts: ['**/_posts/**', '**/_drafts/**'],
  };
}
