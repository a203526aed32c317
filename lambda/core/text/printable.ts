/**
 * Text for terminals and logs. Names and messages are their uploader's: what they hold must not write over a screen, hide or turn round what
 * stands beside it, begin a line of its own, or be a command to what runs the build.
 */

/** Control characters, those that change the direction of text, and those without a width; not those that choose a form of the one before. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\ufff9-\ufffb]|(?![\ufe00-\ufe0f\u{e0100}-\u{e01ef}])\p{Default_Ignorable_Code_Point}/gu;
const BREAK = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
/** `##[error]` of GitHub, `##vso[…]` of Azure, `##teamcity[…]`: wherever they stand in a line. */
const MARKED_COMMAND = /##(?=\w*\[)/g;
/** `::error::…` of GitHub, at the start of a line. */
const COMMAND = /^(\s*):(?=:)/;

/** One line, without what is not seen. */
export const printable = (text: string): string =>
  text.replace(BREAK, ' ').replace(UNSEEN, '\u{fffd}').replace(MARKED_COMMAND, '# #').replace(COMMAND, '$1: ');

const escaped = (character: string): string =>
  [...Array(character.length).keys()].map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`).join('');

/** JSON on one line: the same value, with what is not seen as escapes. */
export const printableJson = (value: unknown): string =>
  (JSON.stringify(value) ?? 'null').replace(UNSEEN, escaped).replace(MARKED_COMMAND, '#\\u0023');
