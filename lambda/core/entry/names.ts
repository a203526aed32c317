/** Names by which a body links to other posts. */
import { references as liquidNames, usesRenderInputs } from '../liquid/liquid.ts';
import type { References } from '../post/post.ts';
import { shortcodeNames } from '../shortcodes/shortcodes.ts';

/** Characters: as long as a file's name with its folders can be in any store. A longer name is no post's. */
const LONGEST = 1_024;

/** No name twice; those in comments and `raw` too, and what includes name, whichever of them the body includes, which does no harm. */
export const references: References = (body, post) => {
  const { liquid, materials } = post.site;
  const own = new Set([...(liquid ? liquidNames(body) : []), ...shortcodeNames(body, post)].filter(({ length }) => length <= LONGEST));
  const included = liquid && materials && usesRenderInputs(body) ? materials.references : [];
  return [...new Set([...own, ...included])];
};
