/** Small blogs: every state of a post, and facts that addresses, dates and terms depend on. */
import type { WordpressPost } from '../../../bench/fidelity/wordpress.ts';

const file = (ID: number, name: string): WordpressPost => ({
  ID,
  post_title: name,
  post_type: 'attachment',
  post_status: 'inherit',
  post_mime_type: 'image/jpeg',
  meta: { _wp_attached_file: `${name}.jpg` },
});

export const FILES: readonly WordpressPost[] = [file(7, 'first'), file(8, 'second')];

const post = (ID: number, post_title: string, more: Partial<WordpressPost> = {}): WordpressPost => ({
  ID,
  post_title,
  post_status: 'publish',
  post_date: `2020-03-${10 + (ID % 20)} 23:30:00`,
  post_content: 'All about "kettles".\n\nIn two paragraphs.',
  ...more,
});

const POSTS: readonly WordpressPost[] = [
  post(11, 'Rock & Roll', { categories: ['Rock & Roll', 'Öl'], tags: ['C++', 'tin & copper'] }),
  post(12, 'It\'s "tin" -- or <em>not</em>'),
  post(13, 'Größe über alles', { tags: ['größe'] }),
  post(14, '日本語', { tags: ['日本'] }),
  post(15, 'Wordpress &amp; 1 < 2'),
  post(16, 'In winter', { post_date: '2019-12-31 23:59:59', post_name: 'own-slug' }),
  post(17, 'In summer', { post_date: '2020-07-01 00:30:00' }),
  post(18, 'In parts', { post_content: 'One\n\n<!--more-->\n\ntwo' }),
  post(19, 'With a summary', { post_excerpt: 'Short.' }),
  post(20, 'Pictures', { post_content: '[gallery ids="7,8"]\n\nand\n\n[gallery]' }),
  { ...file(9, 'third'), post_parent: 20 },
  post(31, 'A draft', { post_status: 'draft' }),
  post(32, 'For me', { post_status: 'private' }),
  post(33, 'For friends', { post_password: 'tin' }),
  post(34, 'To come', { post_status: 'future', post_date: '2099-01-01 00:00:00' }),
  post(35, 'In the trash', { post_status: 'trash' }),
  post(36, 'To check', { post_status: 'pending' }),
  post(37, 'A page', { post_type: 'page' }),
];

export const BLOGS: Record<string, { options: Record<string, string>; posts: readonly WordpressPost[] }> = {
  'days in Berlin': {
    options: { permalink_structure: '/%year%/%monthnum%/%day%/%postname%/', timezone_string: 'Europe/Berlin' },
    posts: [...FILES, ...POSTS],
  },
  'ids in Newfoundland': {
    options: { permalink_structure: '/archives/%post_id%', gmt_offset: '-3.5', blogname: 'Tin & "copper"' },
    posts: [...FILES, ...POSTS],
  },
  'categories in French': {
    options: { permalink_structure: '/%category%/%postname%.html', WPLANG: 'fr_FR' },
    posts: [...FILES, ...POSTS],
  },
};
