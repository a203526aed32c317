/** https://gohugo.io/shortcodes/ Shortcodes that need scripts or requests become links. */

import { escapeHtml } from '../liquid/contract.ts';
import { isMap } from '../text/is-map.ts';
import { addressOf, attributes, codeBlock, type Source, unresolved } from './contract.ts';

export interface Call {
  name: string;
  named: ReadonlyMap<string, string>;
  positional: readonly string[];
  /** By name or position; those without quotes may be numbers or booleans. */
  typed: ReadonlyMap<string | number, unknown>;
  /** Between the tags; undefined without an end. */
  inner: string | undefined;
}

/** @returns undefined after a warning: the inner text stays */
type Shortcode = (call: Call, source: Source, warn: (message: string) => void) => string | undefined;

const parameter = ({ named, positional }: Call, name: string, index?: number): string | undefined =>
  named.get(name) ?? (index === undefined ? undefined : positional[index]);

const paragraph = (html: string): string => `<p>${html}</p>`;
const link = (url: string, text = url): string => paragraph(`<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`);

/** Without its paragraph. */
const inline = (markdown: string, { markdownify }: Source): string =>
  markdownify(markdown)
    .trim()
    .replace(/^<p>([\s\S]*)<\/p>$/, '$1')
    .replaceAll('\n', ' ');

const figure: Shortcode = (call, source) => {
  const get = (name: string) => parameter(call, name);
  const { src, alt, caption, title, attr } = Object.fromEntries(
    ['src', 'alt', 'caption', 'title', 'attr'].map((name) => [name, get(name)]),
  );
  const size = attributes(['width', get('width')], ['height', get('height')]);
  const image = `<img${attributes(['src', src ?? parameter(call, 'src', 0)], ['alt', alt ?? caption ?? title])}${size}>`;
  const linked = get('link') === undefined ? image : `<a${attributes(['href', get('link')])}>${image}</a>`;
  const attribution = attr === undefined ? '' : inline(attr, source);
  const from = get('attrlink') === undefined ? attribution : `<a${attributes(['href', get('attrlink')])}>${attribution}</a>`;
  const text = [caption === undefined ? '' : inline(caption, source), from].filter((part) => part !== '').join(' ');
  const parts = [title === undefined ? '' : `<strong>${escapeHtml(title)}</strong>`, text].filter((part) => part !== '').join('<br>');
  return `<figure>${linked}${parts && `<figcaption>${parts}</figcaption>`}</figure>`;
};

const ref: Shortcode = (call, source, warn) => {
  const path = parameter(call, 'path', 0) ?? '';
  const address = addressOf(path, source);
  if (address !== undefined) return address;
  warn(`no live post or page has the path "${path}"; the link is left out and its text stays; correct the path or publish that post`);
  return unresolved(path);
};

const player =
  (address: string): Shortcode =>
  (call, _, warn) => {
    const id = parameter(call, 'id', 0);
    if (id === undefined || !/^[\w-]+$/.test(id)) {
      warn('expected the id of a video, such as dQw4w9WgXcQ; it is left out');
      return undefined;
    }
    const title = parameter(call, 'title');
    return paragraph(`<iframe${attributes(['src', address + id], ['title', title])} width="560" height="315" allowfullscreen></iframe>`);
  };

/** Old posts have no user. */
const postOnX: Shortcode = (call, _, warn) => {
  const [user, id] = [parameter(call, 'user'), parameter(call, 'id', 0)];
  if (id === undefined || !/^\d+$/.test(id)) {
    warn('expected user and id of a post; it is left out');
    return undefined;
  }
  return link(`https://x.com/${encodeURIComponent(user ?? 'i')}/status/${id}`);
};

const gist: Shortcode = ({ positional: [user, id, file] }, _, warn) => {
  if (user === undefined || id === undefined) {
    warn('expected a user and the id of a gist; it is left out');
    return undefined;
  }
  const url = `https://gist.github.com/${encodeURIComponent(user)}/${encodeURIComponent(id)}`;
  return link(file === undefined ? url : `${url}#file-${encodeURIComponent(file.replaceAll('.', '-'))}`, file ?? url);
};

/** From front matter, then the site's `params`. */
const param: Shortcode = (call, { post, site }, warn) => {
  const name = parameter(call, 'name', 0) ?? '';
  for (const start of [post.variables, post.variables.params, site.variables.params]) {
    const value = name.split('.').reduce<unknown>((inside, part) => {
      const key = isMap(inside) ? Object.keys(inside).find((each) => each.toLowerCase() === part.toLowerCase()) : undefined;
      return key === undefined || !isMap(inside) ? undefined : inside[key];
    }, start);
    if (['string', 'number', 'boolean'].includes(typeof value)) return String(value);
  }
  warn(`neither the front matter nor the site's params have "${name}"; it is left out`);
  return undefined;
};

const details: Shortcode = (call) => {
  const summary = escapeHtml(parameter(call, 'summary') ?? 'Details');
  const open = parameter(call, 'open') === 'true' ? ' open' : '';
  return `<details${open}><summary>${summary}</summary>\n\n${(call.inner ?? '').trim()}\n\n</details>\n`;
};

const highlight: Shortcode = (call) =>
  codeBlock(call.inner ?? '', /^[\w.+#-]+/.exec(parameter(call, 'lang', 0) ?? '')?.[0].toLowerCase() ?? 'text');

const qr: Shortcode = (call) => {
  const text = (parameter(call, 'text', 0) ?? call.inner ?? '').trim();
  return /^https?:\/\//.test(text) ? link(text) : paragraph(escapeHtml(text));
};

export const BUILT_IN: Record<string, Shortcode> = {
  figure,
  ref,
  relref: ref,
  youtube: player('https://www.youtube.com/embed/'),
  vimeo: player('https://player.vimeo.com/video/'),
  vimeo_simple: player('https://player.vimeo.com/video/'),
  gist,
  x: postOnX,
  x_simple: postOnX,
  tweet: postOnX,
  twitter: postOnX,
  twitter_simple: postOnX,
  instagram: (call) => link(`https://www.instagram.com/p/${encodeURIComponent(parameter(call, 'id', 0) ?? '')}/`),
  param,
  details,
  highlight,
  qr,
  comment: () => '',
};
