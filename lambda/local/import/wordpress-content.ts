/** The content of a WordPress post as HTML: what WordPress and its common plug-ins make of the text in its database. */

export interface Attachment {
  id: string;
  url: string;
  /** Id of the post that it was uploaded for. */
  parent: string;
  order: number;
}

export const contentOf = (content: string, id: string, attachments: readonly Attachment[]): string =>
  withGalleries(paragraphs(withCode(content)), id, attachments);

const CODE = '[\\s\\S]{0,200000}?';
const LANGUAGES =
  'bash|c|cpp|csharp|css|diff|html|java|javascript|js|jscript|perl|php|plain|powershell|python|ruby|shell|sql|text|vb|xml|yaml';
/** Of wordpress.com and SyntaxHighlighter (`[sourcecode language="php"]`, `[php]`), CodeColorer (`[cc lang="php"]`, `[cce_php]`). */
const SHORTCODE = new RegExp(
  `(?:<pre[^<>]*>\\s*)?\\[(sourcecode|code|cc\\w*|${LANGUAGES})((?:\\s[^\\]\\n]{0,200})?)\\](${CODE})\\[/\\1\\](?:\\s*</pre>)?`,
  'gi',
);
/** Of WP-Syntax and CodeColorer, with the code as it is. */
const ELEMENT = new RegExp(`<(pre|code)(\\s[^<>]*\\blang=["']?\\w[^<>]*)>(${CODE})</\\1>`, 'gi');

function withCode(content: string): string {
  return content
    .replace(SHORTCODE, (_, name: string, attributes: string, code: string) => {
      const suffix = /^cc[a-z]*_(\w+)$/i.exec(name)?.[1] ?? (new RegExp(`^(?:${LANGUAGES})$`, 'i').test(name) ? name : undefined);
      return codeBlock(languageIn(attributes) ?? suffix, code);
    })
    .replace(ELEMENT, (_, name: string, attributes: string, code: string) =>
      name.toLowerCase() === 'code' && !code.includes('\n') ? `<code>${escaped(code)}</code>` : codeBlock(languageIn(attributes), code),
    );
}

const languageIn = (attributes: string): string | undefined => /\blang(?:uage)?=["']?([\w+#-]+)/i.exec(attributes)?.[1];

const codeBlock = (language: string | undefined, code: string): string =>
  `\n\n<pre><code${language ? ` class="language-${language.toLowerCase()}"` : ''}>${escaped(code.replace(/^\s*\n|\s+$/g, ''))}</code></pre>\n\n`;

/** Editors escape code themselves, or leave all as it is. */
const escaped = (code: string): string =>
  /<[!?/%a-z]/i.test(code)
    ? code
        .replace(/&(?!(?:lt|gt|amp|quot|#\d+);)/g, '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
    : code;

/** Without ids, those that were uploaded for the post. */
const withGalleries = (html: string, id: string, attachments: readonly Attachment[]): string =>
  html.replace(/\[gallery\b([^\]\n]{0,500})\]/g, (whole, attributes: string) => {
    const ids = /\bids=["']?([\d, ]+)/.exec(attributes)?.[1]?.split(',');
    const found = ids
      ? ids.flatMap((each) => attachments.find((attachment) => attachment.id === each.trim()) ?? [])
      : attachments
          .filter(({ parent, url }) => parent === id && /\.(?:jpe?g|png|gif|webp|avif)$/i.test(url))
          .sort((a, b) => a.order - b.order);
    return found.length === 0 ? whole : found.map(({ url }) => `<img src="${url}">`).join('<br>');
  });

const BLOCK =
  /^<(?:!--|\/?(?:address|article|aside|blockquote|details|div|dl|figure|footer|form|h[1-6]|header|hr|iframe|ol|p|pre|section|table|ul|video|audio|script|style)\b)/i;

/** The classic editor has no paragraphs: blank lines part them, and line ends are breaks. */
function paragraphs(content: string): string {
  if (content.includes('<!-- wp:')) return content;
  return content
    .split(/(<pre\b[\s\S]*?<\/pre>)/i)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part
            .split(/\n\s*\n/)
            .map(paragraph)
            .join('\n\n'),
    )
    .join('\n');
}

function paragraph(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || BLOCK.test(trimmed) ? trimmed : `<p>${trimmed.replace(/\n/g, '<br>\n')}</p>`;
}
