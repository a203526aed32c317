import type { DocumentFormat, FencingToken } from '../model.ts';
import { renderOpml } from './opml.ts';
import { renderPage } from './page.ts';
import type { PageDocument } from './page-document.ts';
import { verifyOpml } from './verify-opml.ts';
import { verifyPage } from './verify-page.ts';

export const pageWriter =
  (document: PageDocument) =>
  (format: DocumentFormat, stamp: FencingToken): { text: string; problem: string | undefined } => {
    const [render, verify] = format === 'opml' ? [renderOpml, verifyOpml] : [renderPage, verifyPage];
    const text = render(document, stamp);
    return { text, problem: verify(text, document) };
  };
