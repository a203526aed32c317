/** Tags of an Eleventy blog that name a post by its file alone: `{% ref "2026-01-01-moss.md" %}` */
const NAME = String.raw`(["'])([^"'\n]{1,1000}\.(?:md|markdown|mdx))\1\s*`;
const ARGUMENT = new RegExp(`^\\s*${NAME}$`, 'i');
const TAG = new RegExp(String.raw`\{%-?\s*[\w-]+\s+${NAME}-?%\}`, 'gi');

const plain = (name = ''): string => name.replace(/^(?:\.{0,2}\/)+/, '');

/** @param given arguments of a tag */
export const fileNamed = (given: string): string | undefined => plain(ARGUMENT.exec(given)?.[2]) || undefined;

export const filesNamed = (body: string): string[] => [...body.matchAll(TAG)].map(([, , name]) => plain(name));
