const FRAME = /<(\/?)iframe(?=[\s/>])/gi;

function endOfTag(html: string, from: number): number | undefined {
  for (let at = from; at < html.length; at += 1) {
    const character = html[at];
    if (character === '>') return at + 1;
    // Only quotes of values count.
    if ((character === '"' || character === "'") && /=\s*$/.test(html.slice(Math.max(0, at - 8), at))) {
      at = html.indexOf(character, at + 1);
      if (at < 0) return undefined;
    }
  }
  return undefined;
}

/** Closes `<iframe src="…"/>` and unclosed frames: HTML parsers read the rest of the post as their text. */
export function closeFrames(html: string): string {
  const last = html.toLowerCase().lastIndexOf('</iframe');
  const parts: string[] = [];
  let copied = 0;
  FRAME.lastIndex = 0;
  for (let found = FRAME.exec(html); found; found = FRAME.exec(html)) {
    if (found[1] === '/') continue;
    const end = endOfTag(html, FRAME.lastIndex);
    if (end === undefined) break;
    FRAME.lastIndex = end;
    if (last >= end && html[end - 2] !== '/') continue;
    if (/^\s*<\/iframe/i.test(html.slice(end, end + 40))) continue;
    parts.push(html.slice(copied, end), '</iframe>');
    copied = end;
  }
  return copied === 0 ? html : parts.join('') + html.slice(copied);
}
