/** HTML templates that escape every value except their results. */
import { escapeAttribute } from '../text/escape.ts';

export class Markup {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

type Value = string | number | undefined | false | Markup | readonly Markup[];

/** `undefined` and `false` print nothing. */
export function html(texts: TemplateStringsArray, ...values: Value[]): Markup {
  return new Markup(texts.map((text, index) => text + sourceOf(values[index])).join(''));
}

function sourceOf(value: Value): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Markup) return value.source;
  if (typeof value === 'object') return value.map(({ source }) => source).join('');
  // HTML allows no other controls.
  const text = String(value).replace(/[^\P{Cc}\t\n\f\r]/gu, '\ufffd');
  return escapeAttribute(text).replaceAll("'", '&#39;');
}
