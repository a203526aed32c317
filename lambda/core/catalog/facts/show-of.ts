import type { Show } from '../../media.ts';
import type { Key, Site } from '../../model.ts';
import type { Facts } from '../../tree/facts.ts';
import type { Version } from '../catalog.ts';
import { type Feed, feedKey } from '../outputs.ts';
import { windowKey, windowOf } from './fact-keys.ts';

export const isShow = (feed: Feed, { podcast = [] }: Pick<Site, 'podcast'>): boolean => podcast.some((show) => show.feed === feedKey(feed));

/** The show whose feed has the post: a part of the blog before the whole. Price: two reads for each show. */
export function showOf(facts: Facts, post: Key, { published }: Version, { podcast = [] }: Pick<Site, 'podcast'>): Show | undefined {
  const has = ({ feed }: Show) =>
    [false, true].some((foreign) => facts.get(windowKey(windowOf(feed, foreign), published, post)) !== undefined);
  const [whole, parts] = [podcast.filter(({ feed }) => feed === 'main'), podcast.filter(({ feed }) => feed !== 'main')];
  return [...parts, ...whole].find(has);
}
