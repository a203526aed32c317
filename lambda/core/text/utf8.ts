/** Bytes -> text. */
import { positionAt, SyntaxProblem } from './syntax-problem.ts';

/**
 * @returns with `\n` as line end, without a byte order mark
 * @throws SyntaxProblem at the first bytes that are no UTF-8
 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n');
  } catch {
    const text = longestDecodable(bytes);
    throw new SyntaxProblem('the text is not UTF-8; save the file as UTF-8', positionAt(text, text.length));
  }
}

/** The text before the first bad byte. Searched by halves: the text may well hold U+FFFD, the sign for bad bytes, by right. */
function longestDecodable(bytes: Uint8Array): string {
  let [good, bad, text] = [0, bytes.length + 1, ''];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      good = middle;
    } catch {
      bad = middle;
    }
  }
  return text;
}
