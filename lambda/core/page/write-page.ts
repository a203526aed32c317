import type { DocumentFormat, FencingToken } from '../model.ts';
import { renderOpml } from './opml.ts';
import { renderPage } from './page.ts';
import type { PageDocument } from './page-document.ts';
import { verifyOpml } from './verify-opml.ts';
import { verifyPage } from './verify-page.ts';

type Render = (document: PageDocument, stamp: FencingToken) => string;

/** Pages of podcasts load on demand. */
async function rendererOf({ show, episode }: PageDocument): Promise<Render> {
  if (episode !== undefined) return (await import('./episode-page.ts')).renderEpisode;
  return show ? (await import('./show-page.ts')).renderShow : renderPage;
}

export async function pageWriter(document: PageDocument) {
  const page = await rendererOf(document);
  return (format: DocumentFormat, stamp: FencingToken): { text: string; problem: string | undefined } => {
    const [render, verify] = format === 'opml' ? [renderOpml, verifyOpml] : [page, verifyPage];
    const text = render(document, stamp);
    return { text, problem: verify(text, document) };
  };
}
