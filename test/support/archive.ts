/** A blog of any size, published, to which one more post comes: into six feeds, whose windows are the same whatever the size. */
import { publish } from '../../lambda/publish/publish.ts';
import type { TestAws } from './aws.ts';
import { CONFIG } from './blog.ts';
import { publisherOver } from './publisher.ts';

const TAGS = 12;
const NEWEST = Date.UTC(2026, 0, 15);
const DAY = 86_400_000;
const SENTENCE = 'The light is lit at dusk and put out at dawn, and whoever keeps it writes down what the sea was like. ';

/** The `index`th newest: about 3 KB, one category, four tags. */
export function archived(index: number): string {
  const tags = [0, 1, 2, 3].map((step) => `tag-${(index + step * 3) % TAGS}`);
  const date = new Date(NEWEST - index * DAY).toISOString();
  return `---\ntitle: Day ${index}\ndate: ${date}\ncategory: Log\ntags: ${JSON.stringify(tags)}\n---\n\nDay ${index}. ${SENTENCE.repeat(30)}\n`;
}

/** Puts posts and publishes them here, without HTTP. */
export async function publishArchive({ posts, site }: Pick<TestAws, 'posts' | 'site'>, size: number): Promise<void> {
  await posts.put('linefeed.yaml', Buffer.from(CONFIG));
  for (let index = 1; index <= size; index += 1) await posts.put(`_posts/day-${index}.md`, Buffer.from(archived(index)));
  await publish({ keys: [], full: true }, publisherOver(posts, site));
}
