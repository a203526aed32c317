/** What all pages share: the stamp, the head around their own elements, the footer. */
import type { FencingToken } from '../model.ts';
import type { Locale } from './locale.ts';
import { html, Markup } from './markup.ts';
import type { SafePage } from './safe-page.ts';

export interface PageParts {
  title: string;
  /** Elements of the head, one a line. */
  meta: Markup;
  alternates: readonly Markup[];
  style: string;
  /** `header` and `main`. */
  body: Markup;
}

export const pageFrame = (
  { icon, copyright }: Pick<SafePage, 'icon' | 'copyright'>,
  { all, own }: Locale,
  { generation, rev }: FencingToken,
  { title, meta, alternates, style, body }: PageParts,
): string =>
  html`<!doctype html>
<!-- linefeed ${generation} ${rev} -->
<html${all}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${meta}
<link rel="icon" href="${icon ?? 'data:,'}">
${alternates}<style>${new Markup(style)}</style>
</head>
<body>
${body}
${copyright !== '' && html`<footer class="soft"${own()}>${copyright}</footer>`}
</body>
</html>
`.source;
