/** What the simulation puts into its buckets. */
import type { PutOptions } from '../../lambda/store.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import type { Written } from './oracle.ts';
import type { Random } from './scheduler.ts';

/** Loses metadata now and then, as a store may. */
export class ForgetfulStore extends MemoryStore {
  readonly #random: Random;

  constructor(now: () => number, random: Random) {
    super({ now });
    this.#random = random;
  }

  override put(key: string, bytes: Uint8Array, options: PutOptions = {}) {
    return super.put(key, bytes, this.#random() < 0.1 ? { ...options, metadata: {} } : options);
  }
}

/** Posts that are refused: before they are rendered, and while they are, by either renderer. */
export const SPOILT = { early: '---\ndate: tomorrow\n---\n', late: '---\ndate: 2026-01-01\n---\nREFUSED {% if %}\n' };

export function fileOf(post: Written): string {
  const lines = [
    `title: ${post.title}`,
    `slug: ${post.slug}`,
    `date: ${new Date(post.date).toISOString()}`,
    ...(post.expires === undefined ? [] : [`expires: ${new Date(post.expires).toISOString()}`]),
    `tags: ${JSON.stringify(post.tags)}`,
    `draft: ${post.draft}`,
  ];
  const body = `This is ${post.slug}, told at some length so that it is like no other post that there is.`;
  const named = post.names === undefined ? '' : `\n\nNamed: [it]({% post_url ${post.names} %})`;
  return `---\n${lines.join('\n')}\n---\n${body}${named}\n`;
}
