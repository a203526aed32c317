/** At a word, with an ellipsis. @param most characters without the ellipsis */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = text.slice(0, most + 1);
  // Never within a surrogate pair.
  const word = head.search(/\s\S*$/);
  const kept = word > most / 2 ? head.slice(0, word) : head.slice(0, most).replace(/[\ud800-\udbff]$/, '');
  return `${kept.replace(/[\s,;:–—-]+$/, '')}…`;
}
