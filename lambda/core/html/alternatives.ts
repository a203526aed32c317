/**
 * Page HTML -> feed HTML: replaces unsupported elements by links or text, loads lazy images, removes invisible elements. Not safe:
 * `html.ts` sanitises afterwards.
 */
import { Parser } from 'htmlparser2';
import { escapeHtml, UNRESOLVED } from '../liquid/contract.ts';
import { closeFrames } from './close-frames.ts';
import { Edits, type Open } from './edits.ts';
import { framePlayer, isUnseenFrame, linkFor, type Note, tagOf } from './embedded.ts';
import { Formulas } from './formulas.ts';
import { isDecoration, isHidden } from './hidden.ts';
import { type Attributes, isPicture, withoutLaziness } from './lazy-images.ts';
import { checkOpen } from './nesting.ts';
import { BREAKOUT, SvgText } from './svg-text.ts';

export type { Note } from './embedded.ts';

export interface Alternatives {
  html: string;
  notes: Note[];
}

/** @throws OverBudgetError */
export const withAlternatives = (html: string, base: string): Alternatives => new Walker(closeFrames(html), base).walk();

interface Region {
  element: Open;
  svg?: SvgText;
  finish: (end: number) => void;
}

class Walker {
  readonly #source: string;
  readonly #base: string;
  readonly #edits = new Edits();
  readonly #notes = new Set<Note>();
  readonly #stack: Open[] = [];
  readonly #pictures = new Set<string>();
  readonly #formulas: Formulas;
  readonly #objects: Open[] = [];
  #region: Region | undefined;
  #noscript: { images: string[] } | undefined;
  /** A `noscript` may repeat the last picture. */
  #before: { end: number; isThere: boolean; forget?: () => void } | undefined;
  #shown = 0;
  #links = 0;
  readonly #parser = new Parser({
    onopentag: (name, attributes) => this.#open(name, attributes),
    ontext: (text) => this.#text(text),
    onclosetag: (_, isImplied) => this.#close(isImplied),
  });

  constructor(source: string, base: string) {
    this.#source = source;
    this.#base = base;
    this.#formulas = new Formulas(source, this.#edits, (note) => this.#notes.add(note));
  }

  walk(): Alternatives {
    this.#parser.end(this.#source);
    const notes = new Map([...this.#notes].map((note) => [note.message, note]));
    return { html: this.#edits.applyTo(this.#source), notes: [...notes.values()] };
  }

  #open(name: string, attributes: Attributes): void {
    const element: Open = { name, attributes, from: this.#parser.startIndex, tagEnd: this.#parser.endIndex + 1, shown: this.#shown };
    this.#stack.push(element);
    checkOpen(this.#stack.length);
    if (name === 'a') this.#links += 1;
    const region = this.#region;
    if (region?.svg && BREAKOUT.has(name) && !region.svg.isHtml()) {
      this.#region = undefined;
      region.finish(element.from);
    }
    if (this.#region) this.#region.svg?.open(name);
    else this.#begin(element);
  }

  #begin(element: Open): void {
    const { name, attributes } = element;
    const left = this.#leftInPlace(element);
    if (left !== undefined) this.#replaceWith(element, left);
    else if (name === 'svg') this.#drawing(element);
    else if (this.#formulas.open(element, () => this.#shown)) return;
    else if (name === 'iframe') element.close = (end, start) => this.#frame(element, end, start);
    else if (name === 'embed') this.#instead(element, element.tagEnd, 'embed', attributes.src);
    else if (name === 'object') this.#object(element);
    else if (name === 'param') this.#parameter(attributes);
    else if (name === 'img' || name === 'amp-img') this.#image(element);
    else if (['source', 'video', 'audio'].includes(name)) this.#media(element);
    else if (name === 'noscript' && !this.#noscript) this.#withoutScript(element);
  }

  /** An invisible element's replacement: anchors of headings keep their id. */
  #leftInPlace(element: Open): string | undefined {
    const { name, attributes } = element;
    if (isHidden(name, attributes) || this.#formulas.isLeftOut(element)) return '';
    if (!isDecoration(name, attributes)) return undefined;
    const id = attributes.id ?? attributes.name;
    return name === 'a' && id !== undefined ? `${tagOf('a', { id })}</a>` : '';
  }

  #text(text: string): void {
    if (this.#region) this.#region.svg?.text(text, this.#stack.at(-1)?.name ?? '');
    else if (/\S/.test(text)) this.#shown += 1;
  }

  #close(isImplied: boolean): void {
    const element = this.#stack.pop();
    if (!element) return;
    const { startIndex, endIndex } = this.#parser;
    // An implied end precedes the tag that causes it.
    const end = isImplied && startIndex !== element.from ? startIndex : endIndex + 1;
    if (element.name === 'a') this.#links -= 1;
    if (this.#region?.element === element) {
      const { finish } = this.#region;
      this.#region = undefined;
      finish(end);
    } else if (this.#region) this.#region.svg?.close(element.name);
    else element.close?.(end, isImplied ? end : startIndex);
  }

  #replaceWith(element: Open, text: string): void {
    this.#region = { element, finish: (end) => void this.#edits.replace(element.from, end, text) };
  }

  #drawing(element: Open): void {
    const svg = new SvgText(element.attributes);
    const finish = (end: number) => {
      const { text, note } = svg.alternative();
      this.#edits.replace(element.from, end, escapeHtml(text));
      if (note) this.#notes.add(note);
      if (text !== '') this.#shown += 1;
    };
    this.#region = { element, svg, finish };
  }

  #instead({ from, attributes }: Open, end: number, kind: string, source: string | undefined): void {
    const { text, note } = linkFor(kind, source, attributes.title, this.#base, this.#links > 0);
    this.#edits.replace(from, end, text);
    if (note) this.#notes.add(note);
    this.#shown += 1;
  }

  #frame(element: Open, end: number, closeStart: number): void {
    const { attributes, from, tagEnd } = element;
    if (isUnseenFrame(attributes)) {
      this.#edits.replace(from, end, '');
      return;
    }
    const { stays, tag } = framePlayer(attributes, this.#base);
    this.#shown += 1;
    if (stays) {
      if (tag !== undefined) this.#edits.replace(from, tagEnd, tag);
      return;
    }
    const source = attributes['data-src'] ?? attributes.src;
    // Some providers put a link inside.
    const inside = this.#source.slice(tagEnd, closeStart);
    this.#instead(element, end, 'iframe', source);
    if (/<a\s[^>]{0,200}href/i.test(inside)) this.#edits.replace(from, end, inside);
  }

  #object(element: Open): void {
    this.#objects.push(element);
    element.close = (end) => {
      this.#objects.pop();
      const { attributes, shown } = element;
      const source = attributes.data ?? attributes['param-source'];
      if (this.#shown === shown) return this.#instead(element, end, 'object', source);
      this.#notes.add({ message: 'object: feeds cannot show one; what is inside it for others stands in its place', quote: source ?? '' });
    };
  }

  #parameter({ name = '', value = '' }: Attributes): void {
    const object = this.#objects.at(-1);
    if (object && /^(?:movie|src|url)$/i.test(name)) object.attributes = { ...object.attributes, 'param-source': value };
  }

  #image(element: Open): void {
    const { name, attributes, from, tagEnd } = element;
    const fixed = withoutLaziness(attributes, this.#base);
    const now = fixed ?? attributes;
    const address = now.src ?? now.srcset ?? '';
    if (isPicture(now, this.#base)) {
      if (this.#noscript) this.#noscript.images.push(address);
      else this.#pictures.add(address);
      this.#before = { end: tagEnd, isThere: fixed !== undefined };
      if (fixed || name !== 'img') this.#edits.replace(from, tagEnd, tagOf('img', now));
      this.#shown += 1;
      return;
    }
    const alt = attributes.alt?.trim() ?? '';
    const edit = this.#edits.replace(from, tagEnd, escapeHtml(alt));
    if (alt !== '') this.#shown += 1;
    const note = pictureNote(attributes.src ?? '', alt);
    if (note) this.#notes.add(note);
    const forget = () => {
      edit.text = '';
      if (note) this.#notes.delete(note);
    };
    if (!this.#noscript) this.#before = { end: tagEnd, isThere: false, forget };
  }

  #media({ name, attributes, from, tagEnd }: Open): void {
    const fixed = withoutLaziness(attributes, this.#base);
    if (fixed) this.#edits.replace(from, tagEnd, tagOf(name, fixed));
    this.#shown += 1;
  }

  #withoutScript(element: Open): void {
    const before = this.#before;
    const noscript = { images: [] as string[] };
    this.#noscript = noscript;
    const follows =
      before && before.end <= element.from && /^(?:\s|<\/\w+>){0,99}$/.test(this.#source.slice(before.end, element.from).slice(0, 200));
    element.close = (end) => {
      this.#noscript = undefined;
      if (noscript.images.length === 0) return;
      const isCopy = (follows && before.isThere) || noscript.images.every((image) => this.#pictures.has(image));
      if (isCopy) return void this.#edits.replace(element.from, end, '');
      if (follows) before.forget?.();
      for (const image of noscript.images) this.#pictures.add(image);
    };
  }
}

function pictureNote(source: string, alt: string): Note | undefined {
  // Already warned.
  if (source.includes(UNRESOLVED)) return undefined;
  const what = /^data:/i.test(source.trim())
    ? 'a picture inside of the page (data:)'
    : 'a picture without an address that a feed can carry';
  const instead = alt === '' ? 'it is left out' : `its text "${alt}" stands in its place`;
  return { message: `img: ${what}; ${instead}; save it as a file and name that`, quote: source.slice(0, 60) };
}
