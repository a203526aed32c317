/**
 * JSON Feed 1.1 as a JSON Schema, from its specification: https://www.jsonfeed.org/version/1.1/
 *
 * Unknown members are rejected unless they start with `_`, as extensions do.
 */
const url = { type: 'string', format: 'uri' };
const text = { type: 'string', minLength: 1 };
const date = { type: 'string', format: 'date-time' };
/** RFC 5646, as far as a pattern can express it. */
const language = { type: 'string', pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$' };

const object = (required: string[], properties: Record<string, object>, more: object = {}) => ({
  type: 'object',
  required,
  properties,
  patternProperties: { '^_[^.]+$': { type: 'object' } },
  additionalProperties: false,
  ...more,
});
const listOf = (items: object) => ({ type: 'array', items });

/** "at least one of the three" */
const author = object([], { name: text, url, avatar: url }, { minProperties: 1 });

const attachment = object(['url', 'mime_type'], {
  url,
  mime_type: { type: 'string', pattern: '^[a-z]+/[A-Za-z0-9.+-]+$' },
  title: text,
  size_in_bytes: { type: 'integer', minimum: 0 },
  duration_in_seconds: { type: 'number', minimum: 0 },
});

const item = object(
  ['id'],
  {
    id: text,
    url,
    external_url: url,
    title: text,
    content_html: { type: 'string' },
    content_text: { type: 'string' },
    summary: { type: 'string' },
    image: url,
    banner_image: url,
    date_published: date,
    date_modified: date,
    authors: listOf(author),
    tags: listOf(text),
    language,
    attachments: listOf(attachment),
  },
  { anyOf: [{ required: ['content_html'] }, { required: ['content_text'] }] },
);

export const JSON_FEED_SCHEMA = object(['version', 'title', 'items'], {
  version: { const: 'https://jsonfeed.org/version/1.1' },
  title: text,
  home_page_url: url,
  feed_url: url,
  description: { type: 'string' },
  user_comment: { type: 'string' },
  next_url: url,
  icon: url,
  favicon: url,
  authors: listOf(author),
  language,
  expired: { type: 'boolean' },
  hubs: listOf(object(['type', 'url'], { type: text, url })),
  items: listOf(item),
});
