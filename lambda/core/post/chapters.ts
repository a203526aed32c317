/** Chapters in front matter: Octopod's list of `00:01:30.000 Title`, Podlove's maps, or a text with a chapter a line. */
import type { Chapter } from '../media.ts';
import { optional } from '../optional.ts';
import { chaptersInOrder, MOST_CHAPTERS } from '../text/chapters.ts';
import { Fields, webAddress } from '../text/fields.ts';

/** `00:01:30.000 Title <https://x.example/>` */
const LINE = /^((?:\d{1,3}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,6})?)(?:\s+(?:[-–—]\s+)?(.*?))?\s*(?:<(https?:\S+)>)?$/;

const EXPECTED = 'the start of each chapter, such as 00:01:30 Title, or { start: "00:01:30", title: Title }';

/** @returns undefined without a list: an address is no list */
export function readChapters(from: Fields, names: string[]): Chapter[] | undefined {
  const name = names.find((each) => from.find(each) !== undefined);
  if (name === undefined) return undefined;
  const given = from
    .each(name, MOST_CHAPTERS + 1)
    .flatMap((each) => (typeof each === 'string' && each.includes('\n') ? each.trim().split(/\s*\n\s*/) : [each]));
  const isList = given.some((each) => each instanceof Fields || typeof each === 'number' || LINE.test(String(each).trim()));
  if (!isList) return undefined;
  const chapters = given
    .slice(0, MOST_CHAPTERS)
    .flatMap((each) => (each instanceof Fields ? inMap(each) : inLine(String(each).trim())) ?? []);
  if (chapters.length < Math.min(given.length, MOST_CHAPTERS)) from.shared(EXPECTED, () => undefined, name);
  if (given.length > MOST_CHAPTERS) from.shared(`at most ${MOST_CHAPTERS} chapters; others are left out`, () => undefined, name);
  return chapters.length > 0 ? chaptersInOrder(chapters) : undefined;
}

function inLine(line: string): Chapter | undefined {
  const [, time, title = '', url] = LINE.exec(line) ?? [];
  const start = secondsOf(time);
  return start === undefined ? undefined : { start, ...optional({ title: title || undefined, url: webAddress(url ?? '') }) };
}

function inMap(fields: Fields): Chapter | undefined {
  const start = secondsOf(fields.find('start', 'startTime', 'start_time', 'time', 'timestamp')?.value);
  if (start === undefined) return undefined;
  const [url, image] = [addressIn(fields, 'url', 'href', 'link'), addressIn(fields, 'img', 'image')];
  return { start, ...optional({ title: fields.text('title', 'name'), url, image }) };
}

const addressIn = (fields: Fields, ...names: string[]): string | undefined => webAddress(String(fields.find(...names)?.value ?? ''));

/** YAML reads `1:30` as 90. */
function secondsOf(value: unknown): number | undefined {
  const text = String(value ?? '').trim();
  if (/^\d{1,7}(?:\.\d+)?$/.test(text)) return Number(text);
  const [, hours = '0', minutes, seconds = ''] = /^(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2}(?:[.,]\d{1,6})?)$/.exec(text) ?? [];
  return minutes === undefined ? undefined : Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds.replace(',', '.'));
}
