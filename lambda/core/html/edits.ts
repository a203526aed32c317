import type { Attributes } from './lazy-images.ts';

/** Changes to a text by place, so that all else stays as it is, byte for byte. */
export interface Edit {
  from: number;
  to: number;
  text: string;
}

/** In the order of the text; an edit that is around others takes their place. */
export class Edits {
  private readonly edits: Edit[] = [];

  replace(from: number, to: number, text: string): Edit {
    while ((this.edits.at(-1)?.from ?? -1) >= from) this.edits.pop();
    const edit = { from, to, text };
    this.edits.push(edit);
    return edit;
  }

  applyTo(source: string): string {
    if (this.edits.length === 0) return source;
    const parts: string[] = [];
    let at = 0;
    for (const { from, to, text } of this.edits) {
      parts.push(source.slice(at, from), text);
      at = to;
    }
    return parts.join('') + source.slice(at);
  }
}

/** An element of which the end is not known yet. */
export interface Open {
  name: string;
  attributes: Attributes;
  from: number;
  /** Behind its tag. */
  tagEnd: number;
  /** Things shown before it. */
  shown: number;
  close?: (end: number, closeStart: number) => void;
}
