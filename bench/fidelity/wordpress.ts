/** A throw-away WordPress (Debian packages wordpress, php-cli, php-xml and mariadb-server-core) with a database in a scratch folder. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { FidelityError } from './item.ts';
import { OWN, tool } from './tool.ts';

/** A post as `wp_insert_post` takes it. */
export interface WordpressPost {
  ID: number;
  post_title?: string;
  post_content?: string;
  post_name?: string;
  post_excerpt?: string;
  post_date?: string;
  post_status?: string;
  post_type?: string;
  post_password?: string;
  post_parent?: number;
  menu_order?: number;
  post_mime_type?: string;
  guid?: string;
  categories?: string[];
  tags?: string[];
  meta?: Record<string, unknown>;
}

/** A published post as WordPress's own feed has it. */
export interface WordpressEntry {
  guid: string;
  url: string;
  title: string;
  date: string;
  categories: string[];
  html: string;
  /** It asks for a password. */
  protected: boolean;
}

export interface Wordpress {
  version: string;
  insert: (posts: readonly WordpressPost[]) => Promise<void>;
  /** Inserts the posts and files of an export. */
  load: (wxr: string) => Promise<void>;
  /** `the_content` of each text. */
  render: (contents: readonly string[]) => Promise<string[]>;
  entries: () => Promise<WordpressEntry[]>;
  feed: () => Promise<string>;
  exportTo: (file: string) => Promise<void>;
}

async function startDatabase(folder: string): Promise<{ socket: string; end: () => Promise<void> }> {
  const [data, socket] = [join(folder, 'data'), join(folder, 'socket')];
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  // Another server's temporary tables have the same names.
  const options = ['--no-defaults', ...user, `--datadir=${data}`, `--tmpdir=${folder}`];
  await tool('mariadb-install-db', [...options, '--auth-root-authentication-method=normal', '--skip-test-db'], folder);
  const local = [`--socket=${socket}`, '--skip-networking', `--pid-file=${join(folder, 'pid')}`, '--innodb-flush-log-at-trx-commit=0'];
  const server = spawn('mariadbd', [...options, ...local], {
    stdio: 'ignore',
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
  });
  const ended = once(server, 'close');
  const hasStarted = () => existsSync(socket) || server.exitCode !== null;
  while (!hasStarted()) await setTimeout(50);
  if (server.exitCode !== null) throw new FidelityError(`mariadbd ended with ${server.exitCode}`);
  const end = async () => {
    server.kill();
    await ended;
  };
  return { socket, end };
}

/**
 * @param options of WordPress: `{ permalink_structure: '/%postname%/' }`; `WPLANG` needs the Debian package wordpress-l10n
 */
export async function withWordpress<T>(
  folder: string,
  options: Record<string, string>,
  use: (wordpress: Wordpress) => Promise<T>,
): Promise<T> {
  await tool('php', ['--version'], folder);
  const { socket, end } = await startDatabase(folder);
  try {
    const content = join(folder, 'content');
    await mkdir(content);
    const php = spawn('php', ['-d', 'memory_limit=1G', join(OWN, 'wordpress.php'), socket, content], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface(php.stdout)[Symbol.asyncIterator]();
    const ask = async <Answer>(name: string, argument?: unknown): Promise<Answer> => {
      php.stdin.write(`${JSON.stringify([name, argument])}\n`);
      const { value, done } = await lines.next();
      if (done) throw new FidelityError(`WordPress ended while it did ${name}`);
      return JSON.parse(value);
    };
    const version = await ask<string>('install', { options, language: options.WPLANG });
    const made = await use({
      version,
      insert: (posts) => ask('insert', posts),
      load: (wxr) => ask('load', wxr),
      render: (contents) => ask('render', contents),
      entries: () => ask('entries'),
      feed: () => ask('feed'),
      exportTo: (file) => ask('export', file),
    });
    php.stdin.end();
    return made;
  } finally {
    await end();
  }
}
