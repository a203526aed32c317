/** TeX -> MathML. Sole importer of temml; loaded on demand. */
import temml from 'temml';

/** Macro calls of one formula. */
const EXPANSIONS = 200;

/** Open groups: a count, because stacks differ between machines. */
const NESTING = 50;

/**
 * With TeX as its annotation. Commands that load or link (`\href`, `\includegraphics`) are errors.
 * @throws Error with the reason
 */
export function mathml(tex: string, display: boolean): string {
  let open = 0;
  for (const [mark] of tex.matchAll(/\\(?:begin|left|end|right)\b|\\[\s\S]|[{}]/g)) {
    open += /^(?:\{|\\begin|\\left)$/.test(mark) ? 1 : /^(?:\}|\\end|\\right)$/.test(mark) ? -1 : 0;
    if (open > NESTING) throw new Error(`more than ${NESTING} groups are open at once`);
  }
  return temml.renderToString(tex, {
    displayMode: display,
    annotate: true,
    throwOnError: true,
    trust: false,
    maxExpand: EXPANSIONS,
    maxSize: [50, 4000],
  });
}
