/** Document paths below `public/`. */
import { OPML_NAME, TERM_FEED_NAMES } from '../document-names.ts';
import type { DocumentFormat, Format, Site } from '../model.ts';
import { decodeOutput, encodeOutput, type Feed, folderOf, isFeedFormat, type Output } from './outputs.ts';

export const pagePath = (feed: Feed): string => `${folderOf(feed)}index.html`;

/** `tags/c-plus-plus/archive/2010-10/atom.xml`; undefined for a missing format. */
export function feedPath(output: Output, format: Format, mainNames: Site['feeds']): string | undefined {
  const mainName = mainNames[format];
  if (mainName === undefined || output.kind === 'page' || output.kind === 'opml') return undefined;
  return output.kind === 'feed' && output.of.kind === 'main' ? mainName : `${encodeOutput(output)}/${TERM_FEED_NAMES[format]}`;
}

export function documentPath(output: Output, format: DocumentFormat, mainNames: Site['feeds']): string | undefined {
  if (output.kind === 'opml') return format === 'opml' ? OPML_NAME : undefined;
  if (output.kind === 'page') return format === 'html' ? pagePath(output.of) : undefined;
  return isFeedFormat(format) ? feedPath(output, format, mainNames) : undefined;
}

const FEED_NAMES: ReadonlySet<string> = new Set(Object.values(TERM_FEED_NAMES));

/** @returns undefined for other files and for documents of the main feed */
export function outputAt(path: string): Output | undefined {
  const end = path.lastIndexOf('/');
  const [folder, name] = [path.slice(0, Math.max(end, 0)), path.slice(end + 1)];
  const output = decodeOutput(folder);
  if (output?.kind !== 'archive' && (output?.kind !== 'feed' || output.of.kind === 'main')) return undefined;
  if (output.kind === 'feed' && path === pagePath(output.of)) return { kind: 'page', of: output.of };
  return FEED_NAMES.has(name) ? output : undefined;
}

export const isPreviewPath = (path: string): boolean => path.startsWith('preview/');
