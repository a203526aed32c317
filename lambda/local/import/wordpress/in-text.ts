import { replaced } from '../markup.ts';

/** Also the start of an element whose text is literal. */
const START = /<(?:(pre|code|script|style|textarea)\b)?/gi;

/** Texts of HTML outside tags and code. */
export const inText = (html: string, write: (text: string) => string): string =>
  replaced(
    html,
    START,
    ({ index, 1: name }, ends) => {
      const end = ends.after('>', index);
      const to = end && name !== undefined ? (ends.after(`</${name.toLowerCase()}>`, end) ?? end) : end;
      return to === undefined ? undefined : { to, made: html.slice(index, to) };
    },
    write,
  );
