/** Names by which a body links to other posts. */
import { references as liquidNames } from '../liquid/liquid.ts';
import type { References } from '../post/post.ts';
import { shortcodeNames } from '../shortcodes/shortcodes.ts';

/** No name twice; those in comments and `raw` too, which does no harm. */
export const references: References = (body, post) => [
  ...new Set([...(post.site.liquid ? liquidNames(body) : []), ...shortcodeNames(body, post)]),
];
