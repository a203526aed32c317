/** How a document tells over HTTP where it is, and which hubs tell of its changes: one self, and each hub. */
import type { DocumentFormat } from '../model.ts';
import type { FeedHead } from './feed-document.ts';

/**
 * The value of the header `Link`, plain ASCII: `<https://hub.example/>; rel="hub", <https://blog.example/atom.xml>; rel="self"`.
 * https://www.w3.org/TR/websub/#discovery, RFC 8288 section 3
 * @returns undefined where there is no hub
 */
export function linkHeader({ hubs = [], self }: Pick<FeedHead, 'hubs' | 'self'>, format: DocumentFormat): string | undefined {
  const own = format === 'html' || format === 'opml' ? undefined : self[format];
  if (hubs.length === 0 || own === undefined) return undefined;
  return [...hubs.map((hub) => `<${hub}>; rel="hub"`), `<${own}>; rel="self"`].join(', ');
}
