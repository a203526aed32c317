/** A draft must not take another post's id. */
import { digest } from '../hash.ts';
import type { Key } from '../model.ts';

export const draftIdOf = (link: string, key: Key): string => `${link}#draft-${digest(key)}`;
