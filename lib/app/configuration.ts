/** The blog's configuration, parsed as the publisher does. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem, Site } from '../../lambda/core/model.ts';
import { isConfigFile, readAws, readSite } from '../../lambda/core/site/config.ts';
import type { Fields } from '../../lambda/core/text/fields.ts';

export interface Configuration {
  /** Section `aws` of `linefeed.yaml`; empty if absent. */
  readonly aws: Fields;
  readonly site: Site | undefined;
}

const CONFIG_FOLDERS = ['', '_data/', 'config/_default/', '.obsidian/'];

const namesIn = (folder: string, within: string): string[] =>
  existsSync(join(folder, within)) ? readdirSync(join(folder, within)).map((name) => within + name) : [];

/** @throws Error that names every mistake by file, line and column */
export async function readConfiguration(folder: string): Promise<Configuration> {
  const names = CONFIG_FOLDERS.flatMap((within) => namesIn(folder, within)).filter(isConfigFile);
  const files = new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
  const aws = await readAws(files);
  if (files.size === 0) return { aws, site: undefined };
  const { site, problems } = await readSite(files);
  if (site === undefined) throwErrors(problems);
  return { aws, site };
}

/** @throws Error unless all are warnings */
export function throwErrors(problems: readonly Problem[]): void {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  throw new Error(errors.map(({ key, line, column, message }) => `${key}:${line}:${column}: ${message}`).join('\n'));
}
