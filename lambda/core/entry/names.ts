import { references as liquidNames, usesRenderInputs } from '../liquid/liquid.ts';
import type { References } from '../post/post.ts';
import { shortcodeNames } from '../shortcodes/shortcodes.ts';

/** Of an object key. */
const MAX_LENGTH = 1_024;

/** Distinct names, also in comments, `raw` and unused includes. */
export const references: References = (body, post) => {
  const { liquid, materials } = post.site;
  const own = new Set([...(liquid ? liquidNames(body) : []), ...shortcodeNames(body, post)].filter(({ length }) => length <= MAX_LENGTH));
  const included = liquid && materials && usesRenderInputs(body) ? materials.references : [];
  return [...new Set([...own, ...included])];
};
