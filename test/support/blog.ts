/** A blog in a temporary folder, and the command as a user runs it. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import type { Summary } from '../../lambda/local/report/summary-lines.ts';

export const COMMAND = join(process.cwd(), 'dist/linefeed.js');

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

export const linefeed = (...args: string[]): Promise<Ran> => linefeedWith({}, ...args);

/** @param environment added to the process's; undefined removes a variable */
export async function linefeedWith(environment: NodeJS.ProcessEnv, ...args: string[]): Promise<Ran> {
  try {
    const env = { ...process.env, ...environment };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [COMMAND, ...args], { maxBuffer: 1e8, env });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

/** Without the state of a command that has run or runs in the example. */
export const copyExample = (to: string): Promise<void> =>
  cp('examples/weblog', to, { recursive: true, filter: (path) => !path.endsWith('.linefeed') });

export const CONFIG = 'title: Field Notes\nlink: https://blog.example/\nauthor: Ada Lovelace\n';

export const post = (
  title: string,
  more = '',
  body = `All about ${title}, told at some length so that it is like no other post.`,
): string => `---\ntitle: ${JSON.stringify(title)}\n${more}---\n\n${body}\n`;

export class Blog {
  readonly root: string;
  readonly dir: string;
  readonly out: string;

  constructor(root: string) {
    this.root = root;
    this.dir = join(root, 'blog');
    this.out = join(root, 'public');
  }

  /** Removed when the test ends. */
  static async create(context: TestContext, files: Record<string, string | Uint8Array> = {}): Promise<Blog> {
    const blog = new Blog(await mkdtemp(join(tmpdir(), 'linefeed-')));
    // A run of `linefeed dev` may still be writing.
    context.after(() => rm(blog.root, { recursive: true, force: true, maxRetries: 10 }));
    await blog.write({ 'linefeed.yaml': CONFIG, ...files });
    return blog;
  }

  async write(files: Record<string, string | Uint8Array>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(this.dir, name)), { recursive: true });
      await writeFile(join(this.dir, name), content);
    }
  }

  build(...args: string[]): Promise<Ran> {
    return linefeed('build', this.dir, '--out', this.out, ...args);
  }

  async summary(...args: string[]): Promise<Summary & { code: number }> {
    const { code, stdout } = await this.build('--format', 'json', ...args);
    return { ...JSON.parse(stdout), code };
  }

  read(path: string): Promise<string> {
    return readFile(join(this.out, path), 'utf8');
  }

  async items(
    path = 'feed.json',
  ): Promise<{ id: string; url: string; title: string; content_html?: string; content_text?: string; date_modified: string }[]> {
    return JSON.parse(await this.read(path)).items;
  }
}
