/** Shared by pages of shows and of episodes. */

import { webAddress } from '../feed/safe-document.ts';
import type { Enclosure, Episode } from '../media.ts';
import { html, type Markup } from './markup.ts';
import { relativeTo } from './relative.ts';
import type { ShowMessages } from './show-messages.ts';

/** `1:02:03` */
export function clock(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** HTML, "Vaguer moments in time": a duration. */
const duration = (seconds: number): Markup => html`<time datetime="PT${seconds}S">${clock(seconds)}</time>`;

/** Requests nothing before the click. */
export function player({ url: address, type }: Enclosure, title: string, page: string, { download }: ShowMessages): Markup {
  const url = relativeTo(page, address);
  const link = html`<a href="${url}">${download}</a>`;
  return type.startsWith('video/')
    ? html`<video controls preload="none" aria-label="${title}" src="${url}">${link}</video>`
    : html`<audio controls preload="none" aria-label="${title}" src="${url}">${link}</audio>`;
}

export function facts(
  { published, enclosures = [], episode = {} }: { published: Date; enclosures?: Enclosure[]; episode?: Episode },
  day: Intl.DateTimeFormat,
  messages: ShowMessages,
): Markup {
  const length = enclosures[0]?.duration;
  const number = messages.number(episode.season, episode.number);
  return html`<p class="facts soft"><time datetime="${published.toISOString()}">${day.format(published)}</time>${
    length !== undefined && html`<span>${duration(length)}</span>`
  }${number !== '' && html`<span>${number}</span>`}</p>`;
}

export function cover(image: string | undefined, page: string): Markup {
  const address = webAddress(image);
  return address === undefined ? html`` : html`<img class="cover" src="${relativeTo(page, address)}" alt="" width="224" height="224">`;
}
