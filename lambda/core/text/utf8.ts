import { positionAt, SyntaxProblem } from './syntax-problem.ts';

/**
 * @returns text with `\n`, without a BOM
 * @throws SyntaxProblem at the first invalid byte
 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n');
  } catch {
    const text = longestDecodable(bytes);
    throw new SyntaxProblem('the text is not UTF-8; save the file as UTF-8', positionAt(text, text.length));
  }
}

/** Bisects: U+FFFD may be in the text itself. */
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
