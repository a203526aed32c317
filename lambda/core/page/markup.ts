/** HTML by template: every value is escaped unless it was made here as well, so that forgetting it is impossible. */
import { escapeAttribute } from '../text/escape.ts';

export class Markup {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

type Value = string | number | undefined | false | Markup | readonly Markup[];

/** Values may stand in text and in quoted attributes; `undefined` and `false` are nothing. */
export function html(texts: TemplateStringsArray, ...values: Value[]): Markup {
  return new Markup(texts.map((text, index) => text + sourceOf(values[index])).join(''));
}

function sourceOf(value: Value): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Markup) return value.source;
  if (typeof value === 'object') return value.map(({ source }) => source).join('');
  // Controls other than white space are no characters of HTML.
  const text = String(value).replace(/[^\P{Cc}\t\n\f\r]/gu, '\ufffd');
  return escapeAttribute(text).replaceAll("'", '&#39;');
}
