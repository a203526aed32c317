/** The id that a draft's preview shows: a draft has no id of its own yet, and takes none from other posts. */
import { digest } from '../hash.ts';
import type { Key } from '../model.ts';

export const draftIdOf = (link: string, key: Key): string => `${link}#draft-${digest(key)}`;
