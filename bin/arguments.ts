/** Parsers of arguments. They throw an Error with a remedy. */
import { stat } from 'node:fs/promises';
import { hostOf } from '../lambda/local/http-rules.ts';

export function url(text: string): string {
  if (/^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : '')) return text;
  throw new Error('An endpoint is an address such as https://minio.example:9000.');
}

/** `posts` -> `posts/`: a folder, not a prefix of other keys. */
export const folderKey = (text: string): string => (text === '' ? '' : `${text.replace(/^\/+|\/+$/g, '')}/`);

export function origin(text: string, before: string[]): string[] {
  const { protocol, origin } = URL.canParse(text) ? new URL(text) : { protocol: '', origin: '' };
  if (/^https?:$/.test(protocol)) return [...before, origin];
  throw new Error('An origin is the beginning of an address, such as https://archive.example.');
}

export function hostName(text: string, before: string[]): string[] {
  if (hostOf(text) !== undefined) return [...before, text];
  throw new Error('A host is a name such as blog.test, or a name with a port such as blog.test:8080.');
}

export function port(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
  throw new Error('A port is a whole number from 0 to 65535.');
}

export async function folder(dir: string): Promise<string> {
  const found = await stat(dir).catch(() => undefined);
  if (!found?.isDirectory()) throw new Error(`there is no folder ${dir}; name the folder that holds your posts`);
  return dir;
}
