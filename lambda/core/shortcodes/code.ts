const FENCE = /^ {0,3}(?:>\s?)*(?:[-*+]\s+|\d+[.)]\s+)?(`{3,}|~{3,})/;
const INLINE = /``[^\n]*?``|`[^`\n]+`/g;

/** Calls `replace` for text outside code. */
export function outsideCode(body: string, replace: (text: string, offset: number) => string): string {
  const parts: string[] = [];
  let from = 0;
  let at = 0;
  let fence = '';
  const text = (to: number) => parts.push(outsideInline(body.slice(from, to), from, replace));
  for (const line of body.split(/(?<=\n)/)) {
    const mark = FENCE.exec(line)?.[1] ?? '';
    const closes =
      fence !== '' &&
      line
        .trim()
        .replace(/^(?:>\s?)+/, '')
        .startsWith(fence);
    if (fence === '' && mark !== '') {
      text(at);
      from = at;
      fence = mark;
    } else if (closes) {
      parts.push(body.slice(from, at + line.length));
      from = at + line.length;
      fence = '';
    }
    at += line.length;
  }
  if (fence === '') text(at);
  else parts.push(body.slice(from));
  return parts.join('');
}

function outsideInline(text: string, offset: number, replace: (text: string, offset: number) => string): string {
  const parts: string[] = [];
  let from = 0;
  for (const { 0: code, index } of text.matchAll(INLINE)) {
    parts.push(replace(text.slice(from, index), offset + from), code);
    from = index + code.length;
  }
  parts.push(replace(text.slice(from), offset + from));
  return parts.join('');
}
