/** Code of WordPress's common plug-ins as HTML. */
import { replaced } from '../markup.ts';

const LANGUAGES =
  'bash|c|cpp|csharp|css|diff|html|java|javascript|js|jscript|perl|php|plain|powershell|python|ruby|shell|sql|text|vb|xml|yaml';
/** Of wordpress.com and SyntaxHighlighter (`[sourcecode language="php"]`, `[php]`), CodeColorer (`[cc lang="php"]`, `[cce_php]`). */
const SHORTCODE = new RegExp(`(?:<pre[^<>]*>\\s*)?\\[(sourcecode|code|cc\\w*|${LANGUAGES})((?:\\s[^\\]\\n]{0,200})?)\\]`, 'gi');
const PRE_END = /\s*<\/pre>/iy;
/** Of WP-Syntax and CodeColorer, with the code as it is. */
const ELEMENT = /<(pre|code)(\s[^<>]*)>/gi;
const LANGUAGE = /\blang=["']?\w/i;

export const withPluginCode = (content: string): string => withElements(withCodes(content));

const withCodes = (content: string): string =>
  replaced(content, SHORTCODE, ({ index, 0: start, 1: name = '', 2: attributes = '' }, ends) => {
    const from = index + start.length;
    const end = ends.after(`[/${name.toLowerCase()}]`, from);
    if (end === undefined) return undefined;
    const suffix = /^cc[a-z]*_(\w+)$/i.exec(name)?.[1] ?? (new RegExp(`^(?:${LANGUAGES})$`, 'i').test(name) ? name : undefined);
    PRE_END.lastIndex = end;
    return {
      to: PRE_END.test(content) ? PRE_END.lastIndex : end,
      made: codeBlock(languageIn(attributes) ?? suffix, content.slice(from, end - `[/${name}]`.length)),
    };
  });

const withElements = (content: string): string =>
  replaced(content, ELEMENT, ({ index, 0: start, 1: name = '', 2: attributes = '' }, ends) => {
    const from = index + start.length;
    const to = LANGUAGE.test(attributes) ? ends.after(`</${name.toLowerCase()}>`, from) : undefined;
    if (to === undefined) return undefined;
    const code = content.slice(from, to - `</${name}>`.length);
    const isInline = name.toLowerCase() === 'code' && !code.includes('\n');
    return { to, made: isInline ? `<code>${escaped(code)}</code>` : codeBlock(languageIn(attributes), code) };
  });

const languageIn = (attributes: string): string | undefined => /\blang(?:uage)?=["']?([\w+#-]+)/i.exec(attributes)?.[1];

/** Without brackets, so that no shortcode is seen in it. */
const codeBlock = (language: string | undefined, code: string): string =>
  `\n\n<pre><code${language ? ` class="language-${language.toLowerCase()}"` : ''}>${escaped(code.replace(/^\s*\n/, '').trimEnd()).replaceAll('[', '&#91;')}</code></pre>\n\n`;

/** Editors escape code themselves, or leave all as it is. */
const escaped = (code: string): string =>
  /<[!?/%a-z]/i.test(code)
    ? code
        .replace(/&(?!(?:lt|gt|amp|quot|#\d+);)/g, '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
    : code;
