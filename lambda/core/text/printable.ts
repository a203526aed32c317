/** Makes text safe for terminals, logs and CI: names must not overwrite the screen, hide or reverse text, start lines or be commands. */

/** Control, bidi and zero-width characters, except variation selectors. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\ufff9-\ufffb]|(?![\ufe00-\ufe0f\u{e0100}-\u{e01ef}])\p{Default_Ignorable_Code_Point}/gu;
const BREAK = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
/** `##[error]` (GitHub), `##vso[…]` (Azure), `##teamcity[…]` */
const MARKED_COMMAND = /##(?=\w*\[)/g;
/** `::error::…` (GitHub), at a line's start. */
const COMMAND = /^(\s*):(?=:)/;

/** On one line. */
export const printable = (text: string): string =>
  text.replace(BREAK, ' ').replace(UNSEEN, '\u{fffd}').replace(MARKED_COMMAND, '# #').replace(COMMAND, '$1: ');

const escaped = (character: string): string =>
  [...Array(character.length).keys()].map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`).join('');

export const printableJson = (value: unknown): string =>
  (JSON.stringify(value) ?? 'null').replace(UNSEEN, escaped).replace(MARKED_COMMAND, '#\\u0023');
