/** The key of one run of the endpoint: nobody can know it in advance, and it is worth nothing afterwards. */
import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import type { Credentials } from './signature.ts';

/** In the folder of the state, under a name that stores do not show. */
export const CREDENTIALS_FILE = '.credentials';

export const drawCredentials = (): Credentials => ({ accessKeyId: 'linefeed', secretAccessKey: randomBytes(20).toString('hex') });

/** Writes the file that AWS_SHARED_CREDENTIALS_FILE can name; only the user who runs this can read it. */
export async function writeCredentials(file: string, { accessKeyId, secretAccessKey }: Credentials, region: string): Promise<void> {
  // A file that an earlier run left may have other permissions.
  await rm(file, { force: true });
  const lines = ['[default]', `aws_access_key_id = ${accessKeyId}`, `aws_secret_access_key = ${secretAccessKey}`, `region = ${region}`, ''];
  await writeFile(file, lines.join('\n'), { mode: 0o600, flag: 'wx' });
}
