export interface LetterGroup<T> {
  /** `A`, a range `A–C`, or `#` for other names. */
  label: string;
  members: T[];
}

/** Han has thousands of first letters. */
export const MAX_GROUPS = 40;

const NO_LETTER = '#';

/**
 * @param members sorted by `Intl.Collator` of the language
 * @param language BCP 47; decides whether `Ä` is a letter
 * @returns at most `MAX_GROUPS`, with `#` first, which some languages sort elsewhere
 */
export function groupByLetter<T extends { name: string }>(members: readonly T[], language: string): LetterGroup<T>[] {
  const letterOf = firstLetters(language);
  const { compare } = new Intl.Collator(language, { sensitivity: 'base' });
  const groups: LetterGroup<T>[] = [];
  const byLetter = new Map<string, LetterGroup<T>>();
  for (const member of members) {
    const letter = letterOf(member.name);
    const last = groups.at(-1);
    // Hiragana and katakana.
    const existing = byLetter.get(letter) ?? (last && compare(last.label, letter) === 0 ? last : undefined);
    const group = existing ?? { label: letter, members: [] };
    if (!existing) groups.push(group);
    byLetter.set(letter, group);
    group.members.push(member);
  }
  const isOther = ({ label }: LetterGroup<T>) => label === NO_LETTER;
  return merge([...groups.filter(isOther), ...groups.filter((group) => !isOther(group))]);
}

/** Without diacritics that make no other letter. */
function firstLetters(language: string): (name: string) => string {
  const graphemes = new Intl.Segmenter(language, { granularity: 'grapheme' });
  const { compare } = new Intl.Collator(language, { sensitivity: 'base' });
  return (name) => {
    const [first] = graphemes.segment(name);
    if (!first || !/^\p{L}/u.test(first.segment)) return NO_LETTER;
    const letter = first.segment.toLocaleUpperCase(language);
    const plain = letter
      .normalize('NFD')
      .replace(/\p{M}+/gu, '')
      .normalize('NFC');
    return compare(letter, plain) === 0 ? plain : letter;
  };
}

function merge<T>(groups: LetterGroup<T>[]): LetterGroup<T>[] {
  const size = Math.ceil(groups.length / MAX_GROUPS);
  if (size < 2) return groups;
  return Array.from({ length: Math.ceil(groups.length / size) }, (_, index) => {
    const part = groups.slice(index * size, (index + 1) * size);
    const labels = [part[0], part.at(-1)].map((group) => group?.label);
    return { label: [...new Set(labels)].join('–'), members: part.flatMap(({ members }) => members) };
  });
}
