/** Generates what the block editor stores. */
import { ADDRESSES, CODE, linkedPicture, type Make, oneLine, picture, plain, VIDEOS, words } from './spans.ts';

const block = (name: string, html: string, settings = ''): string =>
  `<!-- wp:${name}${settings && ` ${settings}`} -->\n${html}\n<!-- /wp:${name} -->`;

const paragraphBlock: Make = (dice, depth) => block('paragraph', `<p>${oneLine(dice, depth)}</p>`);
const pictureBlock: Make = (dice, depth) =>
  block(
    'image',
    `<figure class="wp-block-image size-large">${linkedPicture(dice)}${dice.chance(0.5) ? `<figcaption class="wp-element-caption">${oneLine(dice, depth)}</figcaption>` : ''}</figure>`,
    '{"id":7,"sizeSlug":"large"}',
  );

export const BLOCKS: readonly Make[] = [
  paragraphBlock,
  paragraphBlock,
  paragraphBlock,
  pictureBlock,
  (dice, depth) => block('heading', `<h2 class="wp-block-heading">${oneLine(dice, depth).replace(/<br ?\/?>/g, '')}</h2>`),
  (dice, depth) =>
    block(
      'list',
      `<ul>${Array.from({ length: 1 + dice.below(3) }, () => block('list-item', `<li>${oneLine(dice, depth)}</li>`)).join('\n\n')}</ul>`,
    ),
  (dice, depth) =>
    block('quote', `<blockquote class="wp-block-quote">${paragraphBlock(dice, depth)}<cite>${plain(dice)}</cite></blockquote>`),
  (dice, depth) =>
    block(
      'pullquote',
      `<figure class="wp-block-pullquote"><blockquote><p>${oneLine(dice, depth)}</p><cite>${plain(dice)}</cite></blockquote></figure>`,
    ),
  (dice) => block('code', `<pre class="wp-block-code"><code>${dice.of(CODE)}</code></pre>`),
  (dice) => block('preformatted', `<pre class="wp-block-preformatted">${dice.of(CODE)}</pre>`),
  (dice) => block('verse', `<pre class="wp-block-verse">${plain(dice)}\n  ${plain(dice)}\n\n${words(dice)}</pre>`),
  (dice, depth) =>
    block(
      'table',
      `<figure class="wp-block-table"><table><tbody><tr><td>${oneLine(dice, depth)}</td><td>${plain(dice)}</td></tr></tbody></table><figcaption>${plain(dice)}</figcaption></figure>`,
    ),
  (dice, depth) =>
    block(
      'gallery',
      `<figure class="wp-block-gallery has-nested-images columns-default is-cropped">${pictureBlock(dice, depth)}\n\n${pictureBlock(dice, depth)}</figure>`,
      '{"linkTo":"none"}',
    ),
  (dice) => {
    const url = dice.of(VIDEOS);
    return block(
      'embed',
      `<figure class="wp-block-embed is-type-video"><div class="wp-block-embed__wrapper">\n${url}\n</div>${dice.of(['', "<figcaption>It's a film</figcaption>"])}</figure>`,
      `{"url":"${url}","type":"video"}`,
    );
  },
  (dice, depth) =>
    block(
      'columns',
      `<div class="wp-block-columns">${[0, 1].map(() => block('column', `<div class="wp-block-column">${paragraphBlock(dice, depth)}</div>`)).join('\n\n')}</div>`,
    ),
  (dice) =>
    block(
      'buttons',
      `<div class="wp-block-buttons">${block('button', `<div class="wp-block-button"><a class="wp-block-button__link wp-element-button" href="${dice.of(ADDRESSES)}">${plain(dice)}</a></div>`)}</div>`,
    ),
  (dice, depth) =>
    block(
      'group',
      `<div class="wp-block-group">${paragraphBlock(dice, depth)}\n\n${pictureBlock(dice, depth)}</div>`,
      '{"layout":{"type":"constrained"}}',
    ),
  (dice, depth) => block('html', `<div>\n${oneLine(dice, depth)}\n\n<b>${plain(dice)}</b>\n</div>`),
  () =>
    block(
      'audio',
      '<figure class="wp-block-audio"><audio controls src="https://a.example/b.mp3"></audio><figcaption>A song</figcaption></figure>',
      '{"id":9}',
    ),
  () => block('video', '<figure class="wp-block-video"><video controls src="https://a.example/b.mp4"></video></figure>'),
  () =>
    block(
      'file',
      '<div class="wp-block-file"><a href="https://a.example/b.pdf">A list</a><a href="https://a.example/b.pdf" class="wp-block-file__button wp-element-button" download>Download</a></div>',
    ),
  () => block('separator', '<hr class="wp-block-separator has-alpha-channel-opacity"/>'),
  () => block('spacer', '<div style="height:100px" aria-hidden="true" class="wp-block-spacer"></div>'),
  () => block('more', '<!--more-->'),
  (dice, depth) =>
    block(
      'media-text',
      `<div class="wp-block-media-text is-stacked-on-mobile"><figure class="wp-block-media-text__media">${picture(dice)}</figure><div class="wp-block-media-text__content">${paragraphBlock(dice, depth)}</div></div>`,
    ),
  (dice, depth) =>
    block(
      'cover',
      `<div class="wp-block-cover"><span aria-hidden="true" class="wp-block-cover__background has-background-dim"></span>${picture(dice)}<div class="wp-block-cover__inner-container">${paragraphBlock(dice, depth)}</div></div>`,
    ),
  (dice, depth) =>
    block('details', `<details class="wp-block-details"><summary>${plain(dice)}</summary>${paragraphBlock(dice, depth)}</details>`),
  () => block('shortcode', '[gallery ids="7,8"]'),
];
