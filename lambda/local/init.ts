/** `linefeed init`. Never changes an existing file. */
import { access, mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { postSelector } from '../core/post/selection.ts';
import { readSite } from '../core/site/config.ts';
import { webAddress } from '../core/text/fields.ts';
import { canonicalLanguage } from '../core/text/language.ts';
import { printable } from '../core/text/printable.ts';
import { listPosts } from '../publish/list-posts.ts';
import { DirectoryStore } from '../stores/directory.ts';
import { writeLines } from './output.ts';

const CONFIG = 'linefeed.yaml';

export interface InitOptions {
  title?: string;
  link?: string;
  /** @default missing answers are errors */
  ask?: (question: string) => Promise<string>;
  now: Date;
}

interface Answers {
  title: string;
  link: string;
  language: string;
  timezone: string;
}

/** JSON strings are YAML. */
const quoted = (text: string): string =>
  /^[\p{L}\p{N}][\p{L}\p{N} .,!?/_-]*$/u.test(text) && !/: | #/.test(text) ? text : JSON.stringify(text);

const yamlOf = (answers: Answers): string =>
  Object.entries(answers)
    .map(([name, value]) => `${name}: ${name === 'link' ? value : quoted(value)}\n`)
    .join('');

const languageOf = ({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): string =>
  canonicalLanguage((LC_ALL || LC_MESSAGES || LANG || '').replace(/[.@].*$/, '').replace('_', '-')) ?? 'en';

/** With a slash at its end. */
export const addressOf = (text: string): string | undefined => {
  const address = webAddress(text.trim());
  return address === undefined || address.endsWith('/') ? address : `${address}/`;
};

/** @throws Error if `--link` is no address */
export function givenAddress(link: string): string {
  const address = addressOf(link);
  if (address === undefined) throw new Error(`--link ${link} is no address; give one such as https://blog.example/`);
  return address;
}

async function askForMissing({ title, link, ask }: InitOptions, folder: string): Promise<Answers> {
  const givenTitle = title ?? (await ask?.(`Title of the blog [${folder}]: `)) ?? '';
  let address = link === undefined ? undefined : givenAddress(link);
  while (address === undefined) {
    if (!ask) throw new Error('give the address of the blog with --link, such as --link https://blog.example/');
    address = addressOf(await ask('Address of the blog, such as https://blog.example/: '));
  }
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return { title: givenTitle.trim() || folder, link: address, language: languageOf(process.env), timezone };
}

async function create(dir: string, key: string, text: string): Promise<string> {
  const path = join(dir, key);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text, { flag: 'wx' });
  return `wrote ${key}`;
}

const FIRST_POST = `---
title: Hello
---

The first post. It is in the feeds as soon as you publish: \`linefeed build\`.
`;

/** @throws Error if `linefeed.yaml` exists, or an answer is missing */
export async function init(dir: string, options: InitOptions): Promise<string[]> {
  const root = resolve(dir);
  await mkdir(root, { recursive: true });
  const exists = await access(join(root, CONFIG)).then(
    () => true,
    () => false,
  );
  if (exists) throw new Error(`${join(dir, CONFIG)} exists already; edit it, docs/configuration.md has all settings`);
  const { files: listed, configuration } = await listPosts(new DirectoryStore({ roots: { '': root } }), {});
  if (configuration.site) {
    const { title, link, generator } = configuration.site;
    return [`${printable(title)} at ${link}: the configuration of ${generator} is read as it is; nothing to write`, next(dir)];
  }
  const text = yamlOf(await askForMissing(options, basename(root)));
  const lines = [await create(root, CONFIG, text)];
  const parsed = await readSite(new Map([[CONFIG, Buffer.from(text)]]));
  if (!parsed.site) throw new Error(`${CONFIG} cannot be read back: ${parsed.problems.map(({ message }) => message).join('; ')}`);
  const isPost = postSelector(parsed.site);
  let hasPosts = false;
  for await (const { key } of listed()) hasPosts ||= isPost(key);
  if (!hasPosts) {
    lines.push(await create(root, `_posts/${options.now.toISOString().slice(0, 10)}-hello.md`, FIRST_POST));
  }
  return [...lines, next(dir)];
}

const next = (dir: string): string => `next: linefeed dev${dir === '.' ? '' : ` ${dir}`}`;

export async function initOnTerminal(dir: string, options: Pick<InitOptions, 'title' | 'link'>): Promise<void> {
  const terminal = process.stdin.isTTY ? createInterface({ input: process.stdin, output: process.stderr }) : undefined;
  try {
    const ask = terminal ? { ask: (question: string) => terminal.question(question) } : {};
    const lines = await init(dir, { ...options, ...ask, now: new Date() });
    writeLines(process.stdout, lines);
  } finally {
    terminal?.close();
  }
}
