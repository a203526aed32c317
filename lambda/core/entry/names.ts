/** Names by which a body links to other posts. */
import { references as liquidNames, usesMaterials } from '../liquid/liquid.ts';
import type { References } from '../post/post.ts';
import { shortcodeNames } from '../shortcodes/shortcodes.ts';

/** No name twice; those in comments and `raw` too, and what includes name, whichever of them the body includes, which does no harm. */
export const references: References = (body, post) => {
  const { liquid, materials } = post.site;
  const included = liquid && materials && usesMaterials(body) ? materials.references : [];
  return [...new Set([...(liquid ? liquidNames(body) : []), ...shortcodeNames(body, post), ...included])];
};
