/** Subjects and grammars of `linefeed import`: an export of each service with the text in it. */
import { readGhost } from '../../../lambda/local/import/ghost.ts';
import { markdownWriter } from '../../../lambda/local/import/markdown.ts';
import { readMedium } from '../../../lambda/local/import/medium.ts';
import { readPodcast } from '../../../lambda/local/import/podcast.ts';
import type { ImportedBlog } from '../../../lambda/local/import/post.ts';
import { readSubstack } from '../../../lambda/local/import/substack.ts';
import { readWxr } from '../../../lambda/local/import/wordpress/wxr.ts';

const markdown = await markdownWriter();

const written = (blog: ImportedBlog | undefined, isTypeset = false): string => {
  if (!blog || blog.posts.length === 0) throw new Error('the export is not read');
  const unwritten = blog.posts.map(({ html }) => markdown(html, isTypeset)).find((made) => 'unwritten' in made);
  return unwritten && 'unwritten' in unwritten ? unwritten.unwritten : 'read';
};

const WXR = '<rss xmlns:wp="w" xmlns:content="c"><channel>';

const wxr = (title: string, content: string, more = ''): string =>
  written(
    readWxr(
      `${WXR}<item><title><![CDATA[${title}]]></title><wp:post_type>post</wp:post_type><content:encoded><![CDATA[${content}]]></content:encoded></item>${more}</channel></rss>`,
    ),
    true,
  );

/** CDATA ends at its mark. */
const inside = (text: string): string => text.replaceAll(']]>', ']] >');

const story = (title: string, text: string) =>
  `<article class="h-entry"><h1 class="p-name">${title}</h1><section class="e-content">${text}</section></article>`;

const medium = (title: string, text: string): string => written(readMedium(new Map([['posts/a-0123456789ab.html', story(title, text)]])));

const RSS = '<rss xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>';
const EPISODE = '<item><enclosure url="https://pod.example/a.mp3"/>';

const podcast = (xml: string): string => written(readPodcast(`${RSS}${xml}</channel></rss>`, undefined));

/** Malformed XML and very deep elements are refused. */
const subject = (grammar: string, read: (text: string) => string) => ({
  grammar,
  run: async (text: string): Promise<string> => {
    try {
      return read(text);
    } catch (refused) {
      return refused instanceof Error ? refused.message : String(refused);
    }
  },
});

export const IMPORTS = {
  'import of WordPress': subject('exports of WordPress', (text) => wxr('T', inside(text))),
  'titles of WordPress': subject('exports of WordPress', (text) => wxr(inside(text), '')),
  'import of Ghost': subject('exports', (text) => written(readGhost(JSON.stringify({ data: { posts: [{ id: '1', html: text }] } })))),
  'data of Ghost': subject('json', (text) => written(readGhost(`{"data": {${text}}}`))),
  'XML of WordPress': subject('feeds', (text) => written(readWxr(`${WXR}${text}</channel></rss>`))),
  'import of Substack': subject('exports', (text) =>
    written(
      readSubstack(
        new Map([
          ['posts.csv', 'post_id\n1.a\n'],
          ['posts/1.a.html', text],
        ]),
        undefined,
      ),
    ),
  ),
  'import of Medium': subject('exports', (text) => medium('T', text)),
  'titles of Medium': subject('exports', (text) => medium(text, '')),
  'import of podcasts': subject('exports', (text) => podcast(`${EPISODE}<description><![CDATA[${inside(text)}]]></description></item>`)),
  'XML of podcasts': subject('feeds', (text) => podcast(`${EPISODE}</item>${text}`)),
};

const HTML = [
  ...[
    '<p>',
    '</p>',
    '<b>',
    '</b>',
    '<i>',
    '<div>',
    '</div>',
    '<a href="x">',
    '<a href="#">',
    '</a>',
    '<a href="',
    '">',
    '<img src="x">',
    '<img ',
  ],
  ...['src="', "src='", '<audio ', '<', '>', '</', '<!--', '-->', '--!>', '<![CDATA[', ']]>', '<script>', '</script>', '<style>', '<svg>'],
  ...['<table>', '<tr>', '<td>', '<li>', '<ul>', '<ol>', '</ul>', '<li>a</li>', '&', '&amp;', '&#', ';', ' ', '\n', '\n\n', '\t', 'a', '1'],
  ...[
    '<pre>',
    '</pre>',
    '<pre ',
    '<code>',
    '</code>',
    '<code ',
    '<blockquote>',
    '<h1>',
    '<br>',
    '<hr>',
    '<figure>',
    '<iframe>',
    '<textarea>',
  ],
  ...[
    '"',
    "'",
    '`',
    '```',
    '*',
    '_',
    '(',
    ')',
    '\\',
    '-',
    '--',
    '.',
    '...',
    '~~',
    '!',
    '#',
    '$',
    '{',
    '|',
    '=',
    ':',
    '<!--more-->',
    '<!--more ',
  ],
  ...[
    '<b id="#">',
    '<p id="#">',
    '</p><p>',
    '<em>a</em>',
    '<strong> </strong>',
    '<q>',
    '<abbr>',
    '<font>',
    '<u>',
    '<command>',
    '<isindex>',
  ],
  ...['<code><pre>', '<object>', '<template>', '<math>', '<select>', '<option>', '<dl>', '<dt>', '<details>', '<a title="<pre">'],
];

const WORDPRESS = [
  ...['[caption]', '[/caption]', '[caption ', '[[caption]]', '[gallery ids="1"]', '[audio ', '[embed]', '[/embed]', '[/', '/]'],
  ...['[code]', '[/code]', '[php]', '[/php]', '[cc_php]', '[/cc_php]', '[ccx', '[youtube=', '[vimeo ', 'https://a.b/c', '<p>https://a.b/c'],
  ...['<pre lang="php">', '<pre lang=', 'lang=', '<code lang="x">', '<!-- wp:', '<!-- wp:shortcode -->', '<!-- /wp:shortcode -->'],
  ...['9', '9"', "9'", '1,', '1x', 'x', '0x', "'tis", '``', "''", ' (tm)', 'Wordpress', '&nbsp;', ':-)', '<br /><br />', '<br', '[', ']'],
];

export const IMPORT_FRAGMENTS: Record<string, readonly string[]> = {
  exports: HTML,
  'exports of WordPress': [...HTML, ...WORDPRESS],
  feeds: [
    ...[
      '<x>',
      '</x>',
      '<x/>',
      '<x a="b"/>',
      '<x>a</x>',
      '<item>',
      '</item>',
      '<item></item>',
      '<y:z/>',
      '<x xmlns:y="z">',
      '<![CDATA[a]]>',
      '<![CDATA[',
    ],
    ...['<itunes:category text="Arts"/>', '<itunes:keywords>a,</itunes:keywords>', '<image><url>a</url></image>', '<!-- a -->', '<!--'],
    ...['<item><enclosure url="a"/></item>', '&amp;', '&', 'a', '\n', '<itunes:category text="#"/>', '<x#/>'],
  ],
};
