/** Code of WordPress's common plug-ins as HTML. */

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

export function withPluginCode(content: string): string {
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

/** Without brackets, so that no shortcode is seen in it. */
const codeBlock = (language: string | undefined, code: string): string =>
  `\n\n<pre><code${language ? ` class="language-${language.toLowerCase()}"` : ''}>${escaped(code.replace(/^\s*\n|\s+$/g, '')).replaceAll('[', '&#91;')}</code></pre>\n\n`;

/** Editors escape code themselves, or leave all as it is. */
const escaped = (code: string): string =>
  /<[!?/%a-z]/i.test(code)
    ? code
        .replace(/&(?!(?:lt|gt|amp|quot|#\d+);)/g, '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
    : code;
