/**
 * An independent S3: `LINEFEED_TEST_S3_ENDPOINT`, else `moto_server` if it is on the PATH. Credentials and region come from the
 * environment.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';

export interface OtherS3 {
  endpoint: string;
  close(): void;
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** Flask prints on stderr when it listens. */
const listening = (server: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    server.stderr?.on('data', (text) => String(text).includes('Running on') && resolve());
    server.on('exit', (code) => reject(new Error(`moto_server ended with ${code}`)));
  });

/** @returns undefined if there is none */
export async function otherS3(): Promise<OtherS3 | undefined> {
  const endpoint = process.env.LINEFEED_TEST_S3_ENDPOINT;
  if (endpoint) return { endpoint, close: () => {} };
  if (spawnSync('moto_server', ['--help'], { stdio: 'ignore' }).status !== 0) return undefined;
  const port = await freePort();
  const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: ['ignore', 'ignore', 'pipe'] });
  await listening(server);
  return { endpoint: `http://127.0.0.1:${port}`, close: () => void server.kill() };
}
