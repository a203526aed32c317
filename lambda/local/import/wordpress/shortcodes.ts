/** HTML of shortcodes. https://wordpress.org/documentation/article/gallery-shortcode/ */
import { escapeHtml } from '../../../core/liquid/contract.ts';
import { attributes as written } from '../../../core/shortcodes/contract.ts';
import { embedded } from '../../../core/shortcodes/wordpress.ts';
import { type Shortcode, withShortcodes } from './shortcode-tags.ts';

export interface Attachment {
  id: string;
  url: string;
  /** Id of the post that it was uploaded for. */
  parent: string;
  order: number;
  alt: string;
}

/** The files of the blog. */
export class Attachments {
  readonly #byId = new Map<string, Attachment>();
  readonly #byParent = new Map<string, Attachment[]>();

  constructor(all: readonly Attachment[]) {
    for (const each of all) {
      if (!this.#byId.has(each.id)) this.#byId.set(each.id, each);
      const siblings = this.#byParent.get(each.parent);
      if (siblings) siblings.push(each);
      else this.#byParent.set(each.parent, [each]);
    }
  }

  get(id: string): Attachment | undefined {
    return this.#byId.get(id);
  }

  of(post: string): readonly Attachment[] {
    return this.#byParent.get(post) ?? [];
  }
}

/** And the post that is shown. */
export interface Files {
  attachments: Attachments;
  post: string;
}

const PICTURE = /\.(?:jpe?g|png|gif|webp|avif)$/i;
const SOUND = /\.(?:mp3|ogg|oga|flac|m4a|wav|wma)$/i;
const FILM = /\.(?:mp4|m4v|webm|ogv|flv|wmv|mov)$/i;

/** Those that the shortcode names, or those that were uploaded for the post. */
function filesOf({ attributes }: Shortcode, { attachments, post }: Files, kind: RegExp): Attachment[] {
  const named = attributes.get('ids') || attributes.get('include');
  if (named) return named.split(/[\s,]+/).flatMap((id) => attachments.get(id) ?? []);
  const parent = attributes.get('id') || post;
  const excluded = attributes.get('exclude')?.split(/[\s,]+/) ?? [];
  return attachments
    .of(parent)
    .filter((each) => kind.test(each.url) && !excluded.includes(each.id))
    .sort((a, b) => a.order - b.order || Number(a.id) - Number(b.id));
}

const player = (name: 'audio' | 'video', url: string, more = ''): string => `<${name}${written(['src', url])}${more} controls></${name}>`;

function playerOf(shortcode: Shortcode, files: Files): string {
  const { name, attributes } = shortcode;
  const [kind, element] = name === 'audio' ? ([SOUND, 'audio'] as const) : ([FILM, 'video'] as const);
  const endings = name === 'audio' ? ['mp3', 'ogg', 'flac', 'm4a', 'wav', 'wma'] : ['mp4', 'm4v', 'webm', 'ogv', 'flv', 'wmv'];
  const url =
    ['src', ...endings, '0'].map((each) => attributes.get(each)).find((value) => value) ?? filesOf(shortcode, files, kind)[0]?.url;
  if (url === undefined) return '';
  if (name === 'video' && embedded(url).startsWith('<iframe')) return embedded(url);
  if (!kind.test(url.replace(/[?#].*/, ''))) return `<a${written(['href', url])}>${escapeHtml(url)}</a>`;
  const size = (['poster', 'width', 'height'] as const).map((each): [string, string | undefined] => [each, attributes.get(each)]);
  return player(element, url, name === 'video' ? written(...size) : '');
}

/** The picture, its link included, at the start. */
const CAPTIONED = /^\s*((?:<a\s[^<>]*>\s*)?<img\s[^<>]*>(?:\s*<\/a>)?)([\s\S]*)$/i;

function captionOf({ attributes, content }: Shortcode, files: Files): string {
  const [, picture = content, text = ''] = CAPTIONED.exec(content) ?? [];
  const caption = attributes.get('caption')?.trim() || text.trim();
  const shown = shownShortcodes(picture, files);
  return caption === '' ? shown : `<figure>${shown}<figcaption>${caption}</figcaption></figure>`;
}

const picturesOf = (shortcode: Shortcode, files: Files): string =>
  filesOf(shortcode, files, PICTURE)
    .map(({ url, alt }) => `<img${written(['src', url], ['alt', alt])}>`)
    .join('\n');

const playersOf = (shortcode: Shortcode, files: Files): string => {
  const isFilm = shortcode.attributes.get('type') === 'video';
  const found = filesOf(shortcode, files, isFilm ? FILM : SOUND);
  return found.map(({ url }) => player(isFilm ? 'video' : 'audio', url)).join('<br>');
};

const SHOWN: Record<string, (shortcode: Shortcode, files: Files) => string> = {
  caption: captionOf,
  wp_caption: captionOf,
  gallery: picturesOf,
  playlist: playersOf,
  audio: playerOf,
  video: playerOf,
  embed: ({ attributes, content }) => embedded((content.trim() || attributes.get('src')) ?? ''),
};

export function shownShortcodes(html: string, files: Files): string {
  return withShortcodes(html, (shortcode) => SHOWN[shortcode.name]?.(shortcode, files) ?? '');
}
