/** A blog with file names that clients and servers encode wrongly, and a `linefeed dev` as upload target. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { isDeepStrictEqual, promisify } from 'node:util';
import { Blog, CONFIG, post } from './blog.ts';
import { type Dev, itemsOf, startDev, until } from './dev-command.ts';

/** Bytes of a file that clients upload in parts. */
export const LARGE = 20_000_000;

/** Odd file names, by the title of the post. */
export const POSTS: Readonly<Record<string, string>> = {
  Space: '_posts/2026-03-01-with a space.md',
  Umlaut: '_posts/2026-03-02-größer & süß.md',
  Plus: '_posts/2026-03-03-1+1=2.md',
  Quotes: `_posts/2026-03-04-it's "so" (called).md`,
  Percent: '_posts/deep er/2026-03-05-100% %41.md',
};

export class Upload {
  readonly blog: Blog;
  readonly dev: Dev;
  readonly source: string;
  readonly environment: NodeJS.ProcessEnv;

  private constructor(blog: Blog, dev: Dev) {
    this.blog = blog;
    this.dev = dev;
    this.source = join(blog.root, 'source');
    this.environment = {
      // No other variables: the user's settings must not affect the clients.
      PATH: process.env.PATH,
      ...dev.environment,
      HOME: blog.root,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_PAGER: '',
    };
  }

  static async start(): Promise<Upload> {
    const blog = new Blog(await mkdtemp(join(tmpdir(), 'linefeed-')));
    await blog.write({ 'linefeed.yaml': CONFIG });
    return new Upload(blog, await startDev(blog.dir));
  }

  async close(): Promise<void> {
    await this.dev.close();
    await rm(this.blog.root, { recursive: true });
  }

  /** With an old date, so that no client counts them as newer than their upload. */
  async writeSource(): Promise<void> {
    const files = { 'linefeed.yaml': CONFIG, ...Object.fromEntries(Object.entries(POSTS).map(([title, file]) => [file, post(title)])) };
    for (const [file, text] of Object.entries(files)) await this.write(file, text);
  }

  async write(file: string, bytes: string | Uint8Array): Promise<void> {
    const path = join(this.source, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
    await utimes(path, 1_700_000_000, 1_700_000_000);
  }

  /** From the source's parent. @returns its output */
  async run(command: string, args: string[], environment: NodeJS.ProcessEnv = {}): Promise<string> {
    const options = { env: { ...this.environment, ...environment }, cwd: this.blog.root, maxBuffer: 1e8 };
    const { stdout, stderr } = await promisify(execFile)(command, args, options);
    return stdout + stderr;
  }

  async assertUploaded(): Promise<void> {
    assert.deepEqual(await filesOf(this.blog.dir), await filesOf(this.source));
  }

  async waitForTitles(context: TestContext, expected: string[]): Promise<void> {
    const titles = async () => (await itemsOf<{ title: string }>(this.dev)).map(({ title }) => title).sort();
    await until(this.dev, context, async () => isDeepStrictEqual(await titles(), [...expected].sort()));
  }
}

/** Bytes by path, without `.linefeed`. */
async function filesOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
  const uploaded = paths.filter((path) => !path.startsWith('.linefeed/')).sort();
  return Object.fromEntries(
    await Promise.all(uploaded.map(async (path) => [path, (await readFile(join(folder, path))).toString('latin1')])),
  );
}
