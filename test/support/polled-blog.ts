/** A blog behind the web server of `linefeed dev`, and readers that poll it between publishes. */

import { createSiteServer } from '../../lambda/local/dev/site-server.ts';
import { publish } from '../../lambda/publish/publish.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { archived } from './archive.ts';
import { CONFIG } from './blog.ts';
import { Fleet, type Round } from './fleet.ts';
import { publisherOver } from './publisher.ts';

const POSTS = 100;
const MINUTE = 60_000;
const FEEDS = ['rss.xml', 'atom.xml', 'feed.json', 'categories/log/atom.xml', ...[0, 1, 2, 3].map((tag) => `tags/tag-${tag}/rss.xml`)];

export interface Polled extends Round {
  /** `nothing was published` */
  meanwhile: string;
}

export async function pollRounds(readers: number): Promise<Polled[]> {
  let minute = 0;
  const now = () => Date.UTC(2026, 2, 1) + minute * MINUTE;
  const [posts, site] = [new MemoryStore({ now }), new MemoryStore({ now })];
  const publisher = { ...publisherOver(posts, site), now };
  const write = (index: number, text: string) => posts.put(`_posts/day-${index}.md`, Buffer.from(text));
  const run = () => publish({ keys: [], full: true }, publisher);
  await posts.put('linefeed.yaml', Buffer.from(CONFIG));
  for (let index = 0; index < POSTS; index += 1) await write(index, archived(index));

  const server = createSiteServer({ store: site });
  const address = await server.listen(0);
  const fleet = new Fleet(
    FEEDS.map((path) => new URL(path, address)),
    readers,
  );
  const events: [string, () => Promise<unknown>][] = [
    ['the first time', run],
    ['nothing', async () => {}],
    [
      'everything uploaded again, unchanged',
      async () => {
        for (let index = 0; index < POSTS; index += 1) await write(index, archived(index));
        await run();
      },
    ],
    [
      'the newest post edited',
      async () => {
        await write(0, archived(0).replace('Day 0.', 'Day 0, corrected.'));
        await run();
      },
    ],
    ['nothing', async () => {}],
    [
      'a post that no window shows edited',
      async () => {
        await write(POSTS - 1, archived(POSTS - 1).replace('Day', 'The day'));
        await run();
      },
    ],
  ];
  const rounds: Polled[] = [];
  for (const [meanwhile, happen] of events) {
    minute += 1;
    await happen();
    rounds.push({ meanwhile, ...(await fleet.round()) });
  }
  fleet.close();
  await server.close();
  return rounds;
}
