/** The posts of an export, as WordPress renders them. */
import { existsSync } from 'node:fs';
import { FidelityError, type Reference } from './item.ts';
import { inScratch } from './tool.ts';
import { withWordpress } from './wordpress.ts';

export async function byWordpress(wxr: string): Promise<Reference> {
  if (!existsSync(wxr)) throw new FidelityError(`${wxr} cannot be read; name the export of the blog`);
  return inScratch((folder) =>
    withWordpress(folder, {}, async ({ version, load, entries }) => {
      await load(wxr);
      const items = (await entries()).map(({ url, title, date, categories, html, protected: isProtected }) => ({
        url,
        title,
        date,
        categories,
        ...(isProtected ? { isPost: false as const } : { html }),
      }));
      return { name: `WordPress ${version}`, items, isComplete: true };
    }),
  );
}
