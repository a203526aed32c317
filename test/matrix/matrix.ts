/** Every generator × every accidental edit of a published post, and every edit that removes it on purpose. */
import type { Generator } from '../../lambda/core/model.ts';

export type SourceGenerator = Exclude<Generator, 'linefeed'>;

interface Blog {
  /** Files that identify the generator. */
  files: Record<string, string>;
  folder: string;
  form: 'yaml' | 'toml';
  hidingFields: string[];
  /** A file without front matter is a post too. */
  dated?: boolean;
}

const linefeed = (generator: string) => `title: T\nlink: https://x.example/\ngenerator: ${generator}\n`;

export const BLOGS: Record<SourceGenerator, Blog> = {
  jekyll: {
    files: { '_config.yml': 'title: T\nurl: https://x.example\n' },
    folder: '_posts',
    form: 'yaml',
    hidingFields: ['hidden: true'],
    dated: true,
  },
  hugo: {
    files: { 'hugo.toml': 'title = "T"\nbaseURL = "https://x.example/"\n' },
    folder: 'content/posts',
    form: 'yaml',
    hidingFields: ['build: {list: never}', 'headless: true', 'expiryDate: 2020-01-01'],
  },
  zola: {
    files: { 'zola.toml': 'title = "T"\nbase_url = "https://x.example"\n' },
    folder: 'content/blog',
    form: 'toml',
    hidingFields: ['render = false'],
  },
  astro: {
    files: { 'astro.config.mjs': '' },
    folder: 'src/content/blog',
    form: 'yaml',
    hidingFields: ['isDraft: true', 'unlisted: true', 'publish: false'],
  },
  eleventy: {
    files: { 'eleventy.config.js': '' },
    folder: 'content/blog',
    form: 'yaml',
    hidingFields: ['eleventyExcludeFromCollections: true', 'permalink: false'],
  },
  obsidian: {
    files: { '.obsidian/app.json': '{}' },
    folder: 'Essays',
    form: 'yaml',
    hidingFields: ['publish: false', 'dg-publish: false'],
  },
  wordpress: { files: {}, folder: 'posts', form: 'yaml', hidingFields: ['post_status: private', 'expires: 2020-01-01'] },
};

export const GENERATORS = Object.keys(BLOGS) as SourceGenerator[];

export interface Cell {
  name: string;
  /** Undefined to delete the file. */
  content: string | Uint8Array | undefined;
  /**
   * `same`: published unchanged. `shown`: published, without the fields of front matter. `refused`: published unchanged, with a
   * problem. `gone`: removed on purpose.
   */
  becomes: 'same' | 'shown' | 'refused' | 'gone';
  /** Line, column and message of the problem. */
  problem?: RegExp;
}

export interface Case {
  generator: SourceGenerator;
  files: Record<string, string>;
  key: string;
  original: string;
  cells: Cell[];
}

const BODY = 'A first light over the harbour, told at some length so that it is like no other.\n';

interface Parts {
  fence: string;
  fields: string[];
  name: string;
}

const text = ({ fence, fields }: Parts, ...more: string[]): string => `${fence}\n${[...fields, ...more].join('\n')}\n${fence}\n\n${BODY}`;

const changed = (parts: Parts, change: (field: string) => string): string => text({ ...parts, fields: parts.fields.map(change) });

const TO_REMOVE = 'to remove the post from the feeds, delete the file or write draft: true';
const UNREAD = /^1:1: front matter that starts here is not read; .*, or if it is text, put it into a code block$/;

type Edit = Omit<Cell, 'content'> & { edit: (parts: Parts) => string | Uint8Array };

/** @param dated whether the file's name has a date */
function edits(dated: boolean, form: Blog['form']): Edit[] {
  const undated = (outcome: 'same' | 'shown', problem: RegExp) => (dated ? { becomes: outcome } : { becomes: 'refused' as const, problem });
  const ends = (message: string) => new RegExp(`${message}; ${TO_REMOVE}$`);
  const before = (name: string, start: string): Edit => ({ name: `${name} above`, edit: (parts) => start + text(parts), becomes: 'same' });
  const emptied = { name: 'date emptied', edit: (parts: Parts) => changed(parts, (field) => field.replace(/^date:.*/, 'date:')) };
  return [
    before('a blank line', '\n'),
    before('blank lines and spaces', ' \n\n\t\n'),
    before('a byte order mark', '\uFEFF'),
    before('a byte order mark and a blank line', '\uFEFF\n'),
    before('a zero-width space', '\u200B'),
    before('a zero-width space and a blank line', '\u200B\n'),
    {
      name: 'key misspelt',
      edit: (parts) => changed(parts, (field) => field.replace(/^date/, 'dtae')),
      ...undated('same', ends('^3:\\d+: dtae: expected a date; without one, the file is not a post; rename it to date')),
    },
    {
      name: 'date gone',
      edit: (parts) => text({ ...parts, fields: parts.fields.filter((field) => !field.startsWith('date')) }),
      ...undated('same', ends('^1:1: date: expected a date; without one, the file is not a post; write a day such as 2026-03-01')),
    },
    // TOML has no empty values.
    ...(form === 'toml'
      ? []
      : [
          {
            ...emptied,
            ...undated('same', ends('^3:6: date: expected a date; without one, the file is not a post; write a day such as 2026-03-01')),
          },
        ]),
    {
      name: 'bad date',
      edit: (parts) => changed(parts, (field) => field.replace(/2026-01-01/, form === 'toml' ? '"next week"' : 'next week')),
      becomes: 'refused',
      problem: /^3:\d+: date: expected a date, got "next week"; write a day that exists/,
    },
    {
      name: 'front matter gone',
      edit: () => BODY,
      ...undated('shown', ends('^1:1: front matter is missing; without it, the file is not a post; write it between two lines of ---')),
    },
    { name: 'opening fence lost', edit: (parts) => text(parts).replace(/^.*\n/, ''), becomes: 'refused', problem: UNREAD },
    {
      name: 'closing fence lost',
      edit: ({ fence, fields }) => `${fence}\n${fields.join('\n')}\n\n${BODY}`,
      becomes: 'refused',
      problem: /^1:1: front matter starts here but is not closed; add a line with (?:---|\+\+\+) after it$/,
    },
    {
      name: 'closing fence lost before a break',
      edit: ({ fence, fields }) => `${fence}\n${fields.join('\n')}\n\n${BODY}\n${fence}\n\nMore.\n`,
      becomes: 'refused',
      problem: /^\d+:\d+: not valid (?:YAML|TOML): /,
    },
    {
      name: 'fences too long',
      edit: (parts) => text({ ...parts, fence: `${parts.fence}${parts.fence[0]}` }),
      becomes: 'refused',
      problem: UNREAD,
    },
    {
      name: 'fences turned into em dashes',
      edit: (parts) => text({ ...parts, fence: '—' }),
      becomes: 'refused',
      problem: UNREAD,
    },
    {
      name: 'a word above',
      edit: (parts) => `x\n${text(parts)}`,
      becomes: 'refused',
      problem: /^2:1: front matter that starts here is not read/,
    },
    { name: 'emptied', edit: () => '', becomes: 'refused', problem: /^1:1: the file is empty; write a post or delete it$/ },
    { name: 'white space alone', edit: () => '\uFEFF \n\u200B\n', becomes: 'refused', problem: /^1:1: the file is empty/ },
    {
      name: 'saved in Latin-1',
      edit: (parts) => Buffer.from(`${text(parts)}déjà\n`, 'latin1'),
      becomes: 'refused',
      problem: /^\d+:2: the text is not UTF-8; save the file as UTF-8$/,
    },
    {
      name: 'cut in the middle',
      edit: (parts) => text(parts).slice(0, 12),
      becomes: 'refused',
      problem: /^1:1: front matter starts here but is not closed/,
    },
  ];
}

function cellsOf({ form, hidingFields, dated = false }: Blog, parts: Parts): Cell[] {
  const common = form === 'toml' ? ['draft = true', 'published = false'] : ['draft: true', 'published: false'];
  const intended = [...common, ...hidingFields].map((word): Cell => ({ name: word, content: text(parts, word), becomes: 'gone' }));
  const made = edits(dated, form).map(({ edit, ...rest }): Cell => ({ ...rest, content: edit(parts) }));
  return [...made, ...intended, { name: 'deleted', content: undefined, becomes: 'gone' }];
}

export const CASES: Case[] = GENERATORS.map((generator) => {
  const blog = BLOGS[generator];
  const [fence, sign] = blog.form === 'toml' ? ['+++', ' = '] : ['---', ': '];
  const quoted = (value: string) => (blog.form === 'toml' ? `"${value}"` : value);
  const partsOf = (title: string): Parts => ({
    fence,
    name: title,
    fields: [`title${sign}${quoted(title)}`, `date${sign}2026-01-01`, `layout${sign}${quoted('post')}`],
  });
  const keyOf = (name: string) => `${blog.folder}/${blog.dated ? '2026-01-01-' : ''}${name}.md`;
  const other = text(partsOf('Second Light')).replace(BODY, `Another text, ${BODY}`);
  return {
    generator,
    files: { 'linefeed.yaml': linefeed(generator), ...blog.files, [keyOf('second-light')]: other },
    key: keyOf('first-light'),
    original: text(partsOf('First Light')),
    cells: cellsOf(blog, partsOf('First Light')),
  };
});

interface Item {
  id: string;
}

export function isAsExpected(before: readonly Item[], now: readonly Item[], id: string, becomes: Cell['becomes']): boolean {
  const others = (items: readonly Item[]) => JSON.stringify(items.filter((item) => item.id !== id));
  const own = (items: readonly Item[]) => JSON.stringify(items.find((item) => item.id === id));
  if (others(before) !== others(now) || others(now) === '[]') return false;
  if (becomes === 'gone') return own(now) === undefined;
  return becomes === 'shown' ? own(now) !== undefined : own(now) === own(before);
}
