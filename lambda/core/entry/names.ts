import { limitOf } from '../limits.ts';
import { references as liquidNames, usesRenderInputs } from '../liquid/liquid.ts';
import { MAX_REFERENCE_LENGTH, type References } from '../post/post.ts';
import { sourceNames } from '../post/source-links.ts';
import { findsByName } from '../post/vault-files.ts';
import { shortcodeNames } from '../shortcodes/shortcodes.ts';

/** Of an object key. */
const MAX_LENGTH = 1_024;

/** Distinct names, also in comments, `raw` and unused includes. */
export const references: References = async (body, post) => {
  const { liquid, materials } = post.site;
  const own = new Set([...(liquid ? liquidNames(body) : []), ...shortcodeNames(body, post)].filter(({ length }) => length <= MAX_LENGTH));
  const included = liquid && materials && usesRenderInputs(body) ? materials.references : [];
  return [...new Set([...own, ...(await linkedNames(body, post, own)), ...included])];
};

/** Links never refuse a post: they take what the other names leave of its limits. */
async function linkedNames(body: string, { key, site, terms }: Parameters<References>[1], own: ReadonlySet<string>): Promise<string[]> {
  const left = limitOf(site, 'references') - own.size;
  let characters = left * MAX_REFERENCE_LENGTH - [...own].reduce((sum, { length }) => sum + length, 0);
  const most = Math.max(0, left);
  const others =
    site.generator === 'eleventy' && body.includes('{%')
      ? (await import('../liquid/file-names.ts')).filesNamed(body)
      : findsByName(site)
        ? (await import('../post/attachments.ts')).attachmentNames(body, key, site, most)
        : [];
  const names = [...new Set([...sourceNames(body, key, site, terms.languages[0], most), ...others])].slice(0, most);
  const cut = names.findIndex(({ length }) => {
    characters -= length;
    return characters < 0;
  });
  return cut < 0 ? names : names.slice(0, cut);
}
