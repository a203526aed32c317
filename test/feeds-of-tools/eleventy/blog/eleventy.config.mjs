import { feedPlugin } from '@11ty/eleventy-plugin-rss';
export default function (eleventyConfig) {
  eleventyConfig.addPlugin(feedPlugin, {
    type: 'atom',
    outputPath: '/feed.xml',
    collection: { name: 'posts', limit: 10 },
    metadata: { language: 'en', title: 'Quay', base: 'https://quay.example/', author: { name: 'Ada' } },
  });
  eleventyConfig.addPlugin(feedPlugin, {
    type: 'rss',
    outputPath: '/rss.xml',
    collection: { name: 'posts', limit: 10 },
    metadata: { language: 'en', title: 'Quay', base: 'https://quay.example/', author: { name: 'Ada' } },
  });
  eleventyConfig.addPlugin(feedPlugin, {
    type: 'atom',
    outputPath: '/notes/feed.xml',
    inputPath: 'notes-feed.njk',
    collection: { name: 'notes', limit: 10 },
    metadata: { language: 'en', title: 'Quay', base: 'https://quay.example/', author: { name: 'Ada' } },
  });
}
