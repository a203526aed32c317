/** The id in previews: a draft has no id yet and must not take that of another post. */
import { digest } from '../hash.ts';
import type { Key } from '../model.ts';

export const draftIdOf = (link: string, key: Key): string => `${link}#draft-${digest(key)}`;
