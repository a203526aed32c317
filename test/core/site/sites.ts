import assert from 'node:assert/strict';
import type { Site } from '../../../lambda/core/model.ts';
import { readSite } from '../../../lambda/core/site/config.ts';
import type { Settings } from '../../../lambda/core/site/settings.ts';

export type Files = Record<string, string>;

export const reading = (files: Files, overrides: Settings = {}) =>
  readSite(new Map(Object.entries(files).map(([key, text]) => [key, Buffer.from(text)])), overrides);

export async function siteOf(files: Files, overrides: Settings = {}): Promise<Site> {
  const { site, problems } = await reading(files, overrides);
  assert.ok(site, JSON.stringify(problems));
  assert.deepEqual(problems, []);
  return site;
}

export async function refusals(files: Files, overrides: Settings = {}): Promise<string[]> {
  const { site, problems } = await reading(files, overrides);
  assert.equal(site, undefined);
  return problems.map(({ key, line, column, message }) => `${key}:${line}:${column}: ${message}`);
}

const BASE = 'title: T\nlink: https://b.example/\n';
export const own = (...lines: string[]): Files => ({ 'linefeed.yaml': `${BASE}${lines.join('\n')}` });
export const jekyll = (...lines: string[]): Files => ({ '_config.yml': ['title: T', ...lines].join('\n') });
