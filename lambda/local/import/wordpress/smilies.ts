/** WordPress shows `:-)` as a picture. https://wordpress.org/documentation/article/what-are-smilies/ */

const SMILIES: Record<string, string> = {
  ':neutral:': '😐',
  ':twisted:': '😈',
  ':arrow:': '➡',
  ':shock:': '😯',
  ':smile:': '🙂',
  ':???:': '😕',
  ':cool:': '😎',
  ':evil:': '👿',
  ':grin:': '😀',
  ':idea:': '💡',
  ':oops:': '😳',
  ':razz:': '😛',
  ':roll:': '🙄',
  ':wink:': '😉',
  ':cry:': '😥',
  ':eek:': '😮',
  ':lol:': '😆',
  ':mad:': '😡',
  ':sad:': '🙁',
  '8-)': '😎',
  '8-O': '😯',
  ':-(': '🙁',
  ':-)': '🙂',
  ':-?': '😕',
  ':-D': '😀',
  ':-P': '😛',
  ':-o': '😮',
  ':-x': '😡',
  ':-|': '😐',
  ';-)': '😉',
  '8O': '😯',
  ':(': '🙁',
  ':)': '🙂',
  ':?': '😕',
  ':D': '😀',
  ':P': '😛',
  ':o': '😮',
  ':x': '😡',
  ':|': '😐',
  ';)': '😉',
  ':!:': '❗',
  ':?:': '❓',
};

const names = Object.keys(SMILIES)
  .sort((a, b) => b.length - a.length)
  .map((smiley) => smiley.replace(/[?()|]/g, '\\$&'));
const SMILEY = new RegExp(`(?<=^|[\\r\\n\\t \\u00a0]|&nbsp;)(?:${names.join('|')})(?=$|[\\r\\n\\t \\u00a0]|&nbsp;)`, 'g');

/** In text outside code. */
export const withSmilies = (text: string): string => text.replace(SMILEY, (smiley) => SMILIES[smiley] ?? smiley);
