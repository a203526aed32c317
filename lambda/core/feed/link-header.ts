import type { DocumentFormat } from '../model.ts';
import type { FeedHead } from './feed-document.ts';

/**
 * ASCII: `<https://hub.example/>; rel="hub", <https://blog.example/atom.xml>; rel="self"`
 * https://www.w3.org/TR/websub/#discovery, RFC 8288 section 3
 * @returns undefined without hubs
 */
export function linkHeader({ hubs = [], self }: Pick<FeedHead, 'hubs' | 'self'>, format: DocumentFormat): string | undefined {
  const own = format === 'rss' || format === 'atom' || format === 'json' ? self[format] : undefined;
  if (hubs.length === 0 || own === undefined) return undefined;
  return [...hubs.map((hub) => `<${hub}>; rel="hub"`), `<${own}>; rel="self"`].join(', ');
}
