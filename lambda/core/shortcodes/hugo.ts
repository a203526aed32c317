/** Expands Hugo's built-in shortcodes and the site's own templates; of others, pictures, links and inner text stay. */

import { mediaOf } from '../liquid/media.ts';
import { type Expand, type Expansion, endOf, placeholder, type Source, Warnings, withParts } from './contract.ts';
import { BUILT_IN } from './hugo-built-in.ts';
import { type Piece, scan, type Tag } from './hugo-tags.ts';
import { HugoTemplates } from './hugo-templates.ts';
import type { Thing } from './templates/run.ts';

/** Deeper blocks are dropped: each level copies its text. */
const NESTING = 20;

/** Ends close the last start of their name. */
function pair(tags: readonly Tag[]): void {
  const open = new Map<string, Tag[]>();
  for (const tag of tags) {
    if (!tag.closing) open.set(tag.name, [...(open.get(tag.name) ?? []).slice(-NESTING), tag]);
    else {
      const start = open.get(tag.name)?.pop();
      if (start) start.end = tag;
    }
  }
}

export const expandHugo: Expand = (body, source): Expansion => {
  const pieces = scan(body, source.budget);
  pair(pieces.filter((piece): piece is Tag => 'name' in piece));
  return new Expander(body, source).expand(pieces);
};

interface Frame {
  tag: Tag;
  before: string[];
  parent: Thing | undefined;
}

class Expander {
  readonly #body: string;
  readonly #source: Source;
  readonly #warnings: Warnings;
  readonly #templates: HugoTemplates;
  readonly #parts: string[] = [];
  readonly #frames: Frame[] = [];

  constructor(body: string, source: Source) {
    this.#body = body;
    this.#source = source;
    this.#warnings = new Warnings(body, source.post);
    this.#templates = new HugoTemplates(source);
  }

  expand(pieces: readonly Piece[]): Expansion {
    const frames = this.#frames;
    let output: string[] = [];
    let at = 0;
    // Without empty parts: `endOf` reads from the last one until it has enough.
    const add = (text: string) => {
      if (text !== '') output.push(text);
    };
    for (const piece of pieces) {
      add(this.#body.slice(at, piece.from));
      at = piece.to;
      const frame = frames.at(-1);
      if ('literal' in piece) output.push(piece.literal);
      else if (piece.closing) {
        if (frame?.tag.end !== piece) continue;
        frames.pop();
        const inner = output.join('');
        output = frame.before;
        add(this.#call({ ...frame.tag, inner }, frame.parent, endOf(output)));
      } else if (piece.end && frames.length < NESTING && isWithin(piece.end, frame)) {
        frames.push({ tag: piece, before: output, parent: frame && this.#templates.thing(frame.tag, frame.parent) });
        output = [];
      } else add(this.#call(piece, frame && this.#templates.thing(frame.tag, frame.parent), endOf(output)));
    }
    output.push(this.#body.slice(at));
    return { text: output.join(''), problems: this.#warnings.problems, parts: this.#parts };
  }

  #call(tag: Tag, parent: Thing | undefined, before: string): string {
    const { budget } = this.#source;
    const inner = tag.inner ?? '';
    // The site's own comes first, as in Hugo.
    const own = this.#templates.run({ ...tag, inner: withParts(inner, this.#parts, budget) }, parent);
    if (own?.kind === 'html') {
      budget.write(own.html.length);
      if (tag.isMarkdown) return own.html;
      this.#parts.push(own.html);
      return placeholder(this.#parts.length - 1);
    }
    const warn = (message: string) => this.#warnings.add(tag.from, `${tag.name}: ${message}`);
    const builtIn = Object.hasOwn(BUILT_IN, tag.name) ? BUILT_IN[tag.name] : undefined;
    const made = builtIn?.(tag, this.#source, warn);
    if (made !== undefined) {
      budget.write(Math.max(0, made.length - inner.length));
      return made;
    }
    if (builtIn) return inner;
    const stays = 'its pictures, links and inner text stay';
    if (own) this.#warnings.addOf(own.file, `${tag.name}: ${own.reason} cannot be used here, so this shortcode is not run; ${stays}`);
    else
      this.#warnings.addOf(
        `layouts/shortcodes/${tag.name}.html`,
        `this shortcode is not there; ${stays}; if it is part of a theme, copy it there`,
      );
    const media = mediaOf([...tag.named, ...tag.positional.map((value) => ['', value] as const)], before);
    budget.write(media.length);
    return media + inner;
  }
}

const isWithin = (end: Tag, frame: Frame | undefined): boolean => frame?.tag.end === undefined || end.from <= frame.tag.end.from;
