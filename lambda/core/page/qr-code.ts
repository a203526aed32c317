import { encode } from 'uqr';
import { Markup } from './markup.ts';

/** The quiet zone, in modules (ISO/IEC 18004). */
const BORDER = 4;

/** @returns undefined for a text that is too long for a code: 2,953 bytes */
export function qrCode(text: string): Markup | undefined {
  try {
    const { size, data } = encode(text, { border: BORDER, ecc: 'L' });
    const path = data.flatMap((row, y) =>
      row.flatMap((isDark, x) => (isDark && !row[x - 1] ? [`M${x} ${y}h${runOf(row, x)}v1H${x}z`] : [])),
    );
    return new Markup(
      `<svg class="code" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges" aria-hidden="true"><path fill="#fff" d="M0 0h${size}v${size}H0z"></path><path fill="#000" d="${path.join('')}"></path></svg>`,
    );
  } catch {
    return undefined;
  }
}

function runOf(row: readonly boolean[], from: number): number {
  const end = row.indexOf(false, from);
  return (end < 0 ? row.length : end) - from;
}
