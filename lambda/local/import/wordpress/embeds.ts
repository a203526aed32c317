/** Films and pages of others in a post. https://wordpress.org/documentation/article/embeds/ */
import { embedded } from '../../../core/shortcodes/wordpress.ts';
import { inText } from './in-text.ts';

/** Of wordpress.com: `[youtube=https://…&w=3]`, `[youtube dQw4w9WgXcQ]`, `[vimeo 76979871]`, `[googlemaps https://…]` */
const SITE =
  /(?<!\[)\[(youtube|vimeo|dailymotion|ted|soundcloud|slideshare|googlemaps|instagram)[ =]["']?([^\s[\]"']{1,1000})(?:["' ][^[\]\n]{0,500})?\]/g;
const PAGES: Record<string, string> = { youtube: 'https://www.youtube.com/watch?v=', vimeo: 'https://vimeo.com/' };

const ofSites = (text: string): string =>
  text.replace(SITE, (whole, name: string, value: string) => {
    const url = /^https?:\/\//.test(value) ? value : /^[\w-]{6,20}$/.test(value) && PAGES[name] ? PAGES[name] + value : undefined;
    return url === undefined ? whole : `[embed]${url}[/embed]`;
  });

const ALONE = /^([ \t]*)(https?:\/\/[^\s<>"]+)([ \t]*)$|(<p(?:\s[^<>]*)?>\s*)(https?:\/\/[^\s<>"]+)(\s*<\/p>)/gim;

/** Addresses alone on a line, or in a paragraph. */
export const withEmbeds = (content: string): string =>
  inText(content, ofSites).replace(
    ALONE,
    (_, indent: string | undefined, line: string, space: string, start: string, url: string, end: string) =>
      indent === undefined ? start + embedded(url) + end : indent + embedded(line) + space,
  );
