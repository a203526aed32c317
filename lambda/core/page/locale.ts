import { html, type Markup } from './markup.ts';
import { ENGLISH, MESSAGES, type Messages } from './messages.ts';

export interface Locale {
  messages: Messages;
  /** ` lang="de" dir="ltr"` */
  all: Markup;
  /** For the blog's texts; empty in the page's language. */
  own(language?: string): Markup;
}

export function localeFor(language: string): Locale {
  const messages = MESSAGES.get(language.split('-', 1)[0] ?? '');
  const pageLanguage = messages ? language : 'en';
  const mark = (name: string) => html` lang="${name}" dir="${directionOf(name)}"`;
  return {
    messages: messages ?? ENGLISH,
    all: mark(pageLanguage),
    own: (other = language) => (other === pageLanguage ? html`` : mark(other)),
  };
}

/** Right-to-left scripts. */
const RIGHT_TO_LEFT = new Set(['Adlm', 'Arab', 'Hebr', 'Nkoo', 'Rohg', 'Syrc', 'Thaa']);

function directionOf(language: string): 'ltr' | 'rtl' {
  try {
    return RIGHT_TO_LEFT.has(new Intl.Locale(language).maximize().script ?? '') ? 'rtl' : 'ltr';
  } catch {
    return 'ltr';
  }
}
