/** Removes controls, non-characters and lone surrogates; collapses white space. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
    .replace(/[\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F\p{Noncharacter_Code_Point}]/gu, '')
    .replace(/[\s\u0085]+/g, ' ')
    .trim();
