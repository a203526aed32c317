/** A language -> how a page speaks it. */
import { html, type Markup } from './markup.ts';
import { ENGLISH, MESSAGES, type Messages } from './messages.ts';

export interface Locale {
  messages: Messages;
  /** Attributes of the whole page: ` lang="de" dir="ltr"` */
  all: Markup;
  /** Attributes of a text in another language, or none: a blog whose language the page does not speak has its texts marked as what they are. */
  own(language?: string): Markup;
}

/** @param language BCP 47; the blog's */
export function localeFor(language: string): Locale {
  const words = MESSAGES.get(language.split('-', 1)[0] ?? '');
  const spoken = words ? language : 'en';
  const mark = (name: string) => html` lang="${name}" dir="${directionOf(name)}"`;
  return {
    messages: words ?? ENGLISH,
    all: mark(spoken),
    own: (other = language) => (other === spoken ? html`` : mark(other)),
  };
}

/** Scripts of today's languages that run from right to left. */
const RIGHT_TO_LEFT = new Set(['Adlm', 'Arab', 'Hebr', 'Nkoo', 'Rohg', 'Syrc', 'Thaa']);

function directionOf(language: string): 'ltr' | 'rtl' {
  try {
    return RIGHT_TO_LEFT.has(new Intl.Locale(language).maximize().script ?? '') ? 'rtl' : 'ltr';
  } catch {
    return 'ltr';
  }
}
