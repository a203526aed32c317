/** Temporary folders of one test file. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';

const scratch = mkdtempSync(join(tmpdir(), 'linefeed-store-'));
after(() => rmSync(scratch, { recursive: true }));

let folders = 0;

/** An absolute path that does not exist yet. */
export const freshFolder = (): string => join(scratch, `${folders++}`);

/** A folder with these files, by relative path. */
export function folderOf(files: Record<string, string>): string {
  const folder = freshFolder();
  mkdirSync(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
