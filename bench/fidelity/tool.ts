/** Runs a generator in a scratch folder. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { FidelityError, type Item } from './item.ts';

const run = promisify(execFile);
export const OWN = resolve('bench/fidelity');

interface Output {
  stdout: string;
  stderr: string;
}

/** @throws FidelityError with the tool's last lines */
export async function tool(command: string, args: string[], cwd: string, env: Record<string, string> = {}): Promise<Output> {
  try {
    return await run(command, args, { cwd, env: { ...process.env, ...env }, maxBuffer: 1e9 });
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: string | number; stdout?: string; stderr?: string };
    if (code === 'ENOENT') throw new FidelityError(`${command} is not installed; give its output with --site, or its feed with --feed`);
    const said = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '' && !/^\s+from /.test(line));
    throw new FidelityError(`${basename(command)} ended with ${code}:\n${said.slice(-8).join('\n')}`);
  }
}

/** Items of JSON lines. */
export const itemsOf = (lines: string): Item[] =>
  lines
    .split('\n')
    .filter((line) => line.startsWith('{"'))
    .map((line) => JSON.parse(line));

export async function inScratch<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'linefeed-fidelity-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Copies the blog, with a link to its packages. */
export async function copyBlog(folder: string, copy: string): Promise<void> {
  // `cp` copies a link to a folder as a link.
  const from = await realpath(folder);
  await cp(from, copy, {
    recursive: true,
    filter: (path) => !/^(?:\.git|node_modules|\.linefeed|public|_site|dist)$/.test(relative(from, path)),
  });
  if (existsSync(join(folder, 'node_modules'))) await symlink(join(folder, 'node_modules'), join(copy, 'node_modules'));
}
