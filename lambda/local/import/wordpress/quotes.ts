/** Quotes of WordPress's translations. Those that are not here have English ones, or could not be compared. */

export interface Quotes {
  open: string;
  close: string;
  openSingle: string;
  closeSingle: string;
  /** The shorter one. */
  dash: string;
}

export const ENGLISH: Quotes = { open: '“', close: '”', openSingle: '‘', closeSingle: '’', dash: '–' };

const QUOTES: Record<string, Partial<Quotes>> = {
  el: { open: '«', close: '»', openSingle: '“', closeSingle: '”' },
  fi: { open: '”', openSingle: '’' },
  fr: { open: '«\u00a0', close: '\u00a0»' },
  ru: { open: '«', close: '»', dash: '—' },
  sr: { open: '„', close: '“' },
  sv: { open: '”' },
};

/** @param language of an export: `fr-FR` */
export const quotesOf = (language: string | undefined): Quotes => ({ ...ENGLISH, ...QUOTES[language?.slice(0, 2).toLowerCase() ?? ''] });
