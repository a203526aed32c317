import type { FeedDocument } from './feed-document.ts';

type Module = typeof import('./podcast.ts');

let loaded: Module | undefined;

export const isPodcast = ({ show, entries }: Pick<FeedDocument, 'show' | 'entries'>): boolean =>
  show !== undefined || entries.some(({ enclosures }) => enclosures !== undefined);

/** On demand; before the first podcast is rendered. */
export async function loadPodcast(): Promise<void> {
  loaded ??= await import('./podcast.ts');
}

export function podcastElements(): Module {
  if (!loaded) throw new Error('loadPodcast() was not called');
  return loaded;
}
