// The baseline: what a tutorial on "RSS for my static blog" does. The newest 20 posts of a folder in one RSS file, without
// Liquid, time zones, absolute links, terms or state between runs.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Feed } from 'feed';
import matter from 'gray-matter';
import { marked } from 'marked';

const [folder, out] = process.argv.slice(2);
if (!folder || !out) {
  console.error('usage: node bench/tutorial.mjs POSTS_DIR OUT_FILE');
  process.exit(2);
}

const site = 'https://blog.example';

const posts = readdirSync(folder)
  .filter((file) => /^\d{4}-\d{2}-\d{2}-.+\.(md|markdown|html)$/.test(file))
  .map((file) => {
    // With options, gray-matter does not cache.
    const { data, content } = matter(readFileSync(join(folder, file), 'utf8'), {});
    const [year, month, day, ...words] = file.replace(/\.\w+$/, '').split('-');
    const slug = words.join('-');
    return {
      title: String(data.title ?? slug),
      date: new Date(data.date ?? `${year}-${month}-${day}`),
      link: encodeURI(`${site}/${year}/${month}/${day}/${slug}/`),
      description: data.description,
      content,
    };
  })
  .sort((a, b) => b.date - a.date)
  .slice(0, 20);

const feed = new Feed({
  title: 'My Blog',
  description: 'Posts from my blog',
  id: `${site}/`,
  link: `${site}/`,
  language: 'en',
  updated: posts[0]?.date,
  feedLinks: { rss: `${site}/rss.xml` },
});

for (const post of posts) {
  const { title, date, link, description, content } = post;
  feed.addItem({ title, id: link, link, date, description, content: marked.parse(content) });
}

writeFileSync(out, feed.rss2());
