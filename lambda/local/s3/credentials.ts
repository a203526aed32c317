/** Random credentials of one run. */
import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import type { Credentials } from './signature.ts';

/** Stores hide this name. */
export const CREDENTIALS_FILE = '.credentials';

export const drawCredentials = (): Credentials => ({ accessKeyId: 'linefeed', secretAccessKey: randomBytes(20).toString('hex') });

/** For AWS_SHARED_CREDENTIALS_FILE, readable by its user only. */
export async function writeCredentials(file: string, { accessKeyId, secretAccessKey }: Credentials, region: string): Promise<void> {
  // Another file may have other permissions.
  await rm(file, { force: true });
  const lines = ['[default]', `aws_access_key_id = ${accessKeyId}`, `aws_secret_access_key = ${secretAccessKey}`, `region = ${region}`, ''];
  await writeFile(file, lines.join('\n'), { mode: 0o600, flag: 'wx' });
}
