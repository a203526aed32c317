import { instantAt } from '../../lambda/core/instant.ts';
import type { Instant } from '../../lambda/core/model.ts';

const TAGS = 12;
const NEWEST = Date.UTC(2026, 0, 15);
const DAY = 86_400_000;
const SENTENCE = 'The light is lit at dusk and put out at dawn, and whoever keeps it writes down what the sea was like. ';

/** About 3 KB, one category. */
export const postText = (index: number, date: string, tags: readonly string[]): string =>
  `---\ntitle: Day ${index}\ndate: ${date}\ncategory: Log\ntags: ${JSON.stringify(tags)}\n---\n\nDay ${index}. ${SENTENCE.repeat(30)}\n`;

/** One post a day. Day 0 is the newest; negative days are later. */
export const dayOf = (index: number): Instant => instantAt(NEWEST - index * DAY);

/** The `index`th newest post, with four tags. */
export const archived = (index: number): string =>
  postText(
    index,
    dayOf(index),
    [0, 1, 2, 3].map((step) => `tag-${(index + step * 3) % TAGS}`),
  );
