import type { Attributes } from './lazy-images.ts';

/** A replacement by offset. */
export interface Edit {
  from: number;
  to: number;
  text: string;
}

/** In document order; an outer edit replaces inner ones. */
export class Edits {
  readonly #edits: Edit[] = [];

  replace(from: number, to: number, text: string): Edit {
    while ((this.#edits.at(-1)?.from ?? -1) >= from) this.#edits.pop();
    const edit = { from, to, text };
    this.#edits.push(edit);
    return edit;
  }

  applyTo(source: string): string {
    if (this.#edits.length === 0) return source;
    const parts: string[] = [];
    let at = 0;
    for (const { from, to, text } of this.#edits) {
      parts.push(source.slice(at, from), text);
      at = to;
    }
    return parts.join('') + source.slice(at);
  }
}

export interface Open {
  name: string;
  attributes: Attributes;
  from: number;
  tagEnd: number;
  shown: number;
  close?: (end: number, closeStart: number) => void;
}
