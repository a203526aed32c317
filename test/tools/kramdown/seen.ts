import { safeHtml } from '../../../lambda/core/html/html.ts';

const BLOCK = /\s*(<\/?(?:p|div|ul|ol|li|dl|dt|dd|table|thead|tbody|tfoot|tr|td|th|blockquote|h\d|hr|pre|br)\b[^>]*>)\s*/g;

/** Sanitises HTML, and removes what readers do not see: white space, and the place of footnote anchors. */
export const seen = (html: string): string =>
  safeHtml(html, 'https://blog.example/post/')
    .replace(/<(\/?)section\b[^>]*>/g, '<$1div>')
    .replaceAll(' rel="footnote"', '')
    .replaceAll('\ufe0e', '')
    .replace(/<sup[^>]*>(<a)/g, '<sup>$1')
    .replace(/(<a[^>]*?) id="[^"]*"/g, '$1')
    .replace(/<pre(?: class="[^"]*")?><code[^>]*>/g, '<pre><code>')
    .split(/(<pre>[\s\S]*?<\/pre>)/)
    .map((part, index) => (index % 2 === 1 ? `\n${part}\n` : part.replace(/[\s\u00a0]+/g, ' ').replace(BLOCK, '\n$1\n')))
    .join('')
    .replace(/\n+/g, '\n')
    .trim();
