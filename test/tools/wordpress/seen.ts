import { safeHtml } from '../../../lambda/core/html/html.ts';

const BLOCK =
  /\s*(<\/?(?:p|div|ul|ol|li|dl|dt|dd|table|thead|tbody|tfoot|tr|td|th|blockquote|h\d|hr|pre|br|figure|figcaption|details|summary|center|iframe|audio|video)\b[^>]*>)\s*/g;
/** They change no text. */
/** Edges of boxes end lines. */
const EDGE = '\ue020';
const BOX = /<\/?(?:span|thead|tbody)\b[^>]*>/g;

/** Sanitises HTML of WordPress or Linefeed, and removes what readers do not see: white space, boxes, and how a player is written. */
export const seen = (html: string, url: string): string =>
  safeHtml(html.replace(/<!--[\s\S]*?-->/g, '').replace(/(?:<br \/>\s*)?<\/?(?:div|center)\b[^>]*>(?:\s*<br \/>)?/g, EDGE), url)
    // Players: WordPress names the file within, and links to it.
    .replace(/<(audio|video)\b([^>]*)>([\s\S]*?)<\/\1>/g, (_, name: string, attributes: string, inside: string) => {
      const src = /\bsrc="([^"?]*)/.exec(`${attributes} ${inside}`)?.[1];
      return `<${name} src="${src}"></${name}>`;
    })
    .replace(/<iframe\b[^>]*?(src="[^"]*")[^>]*>/g, '<iframe $1>')
    .replace(/<(figure|figcaption) id="[^"]*">/g, '<$1>')
    .replace(/(<img[^>]*?) width="\d+"/g, '$1')
    .replace(/(<img[^>]*?) height="\d+"/g, '$1')
    .replace(/(<img src="[^"]*")(?: alt="([^"]*)")?[^>]*>/g, (_, img: string, alt = '') => `${img} alt="${alt}">`)
    .replace(/<(\/?)b>/g, '<$1strong>')
    .replace(/<(\/?)i>/g, '<$1em>')
    .replace(/ (?:target|rel)="[^"]*"/g, '')
    .replace(
      /<pre(?: class="[^"]*")?>(?:<code[^>]*>)?([\s\S]*?)(?:<\/code>)?<\/pre>/g,
      (_, code: string) => `<pre>${code.replace(/^\n/, '').trimEnd()}</pre>`,
    )
    .split(/(<pre>[\s\S]*?<\/pre>)/)
    .map((part, index) =>
      index % 2 === 1
        ? `\n${part}\n`
        : part
            .replace(BOX, '')
            .replace(/[ \t\r\n]+/g, ' ')
            .replaceAll(EDGE, '\n')
            .replace(BLOCK, '\n$1\n'),
    )
    .join('')
    .replace(/\n+/g, '\n')
    .replace(/<br \/>\n(?=<\/|<(?:iframe|audio|video))/g, '')
    .replace(/(<p>|<\/(?:iframe|audio|video|figure)>)\n(?:<br \/>\n)+/g, '$1\n')
    // A paragraph begins and ends a line.
    .replace(/<\/?p>/g, '')
    .replace(/<code><\/code>/g, '')
    .replace(/ *\n[ \n]*/g, '\n')
    .replace(/<blockquote>\n<\/blockquote>\n?/g, '')
    .trim();
