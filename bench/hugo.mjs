// The same posts with Hugo, if installed: the main feed and all category and tag feeds, of 20 posts, without pages.
import { spawnSync } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const LIMIT = 20;

const CONFIG = {
  baseURL: 'https://blog.example/',
  title: 'My Blog',
  rssLimit: LIMIT,
  services: { rss: { limit: LIMIT } },
  taxonomies: { category: 'categories', tag: 'tags' },
  ignoreErrors: ['error-disable-taxonomy'],
  disableKinds: ['sitemap', 'robotsTXT', '404', 'section', 'taxonomy'],
  frontmatter: { date: [':default', ':filename'] },
  markup: { goldmark: { renderer: { unsafe: true } } },
  outputs: { page: [], home: ['RSS'], term: ['RSS'] },
};

const FORMATS = {
  ...CONFIG,
  mediaTypes: { 'application/atom+xml': { suffixes: ['xml'] }, 'application/feed+json': { suffixes: ['json'] } },
  outputFormats: {
    atom: { mediaType: 'application/atom+xml', baseName: 'atom' },
    feed: { mediaType: 'application/feed+json', baseName: 'feed', isPlainText: true },
  },
  outputs: { page: [], home: ['RSS', 'atom', 'feed'], term: ['RSS', 'atom', 'feed'] },
};

const ENTRIES = `{{ $pages := .RegularPages }}{{ if .IsHome }}{{ $pages = site.RegularPages }}{{ end }}{{ $pages = first ${LIMIT} $pages.ByDate.Reverse }}`;
const XML = `{{ printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}`;
const TEXT = '{{ .Content | html }}';

const TEMPLATES = {
  'list.rss.xml': `${ENTRIES}${XML}
<rss version="2.0"><channel><title>{{ .Title }}</title><link>{{ .Permalink }}</link><description>{{ .Title }}</description>
{{ range $pages }}<item><title>{{ .Title }}</title><link>{{ .Permalink }}</link><guid>{{ .Permalink }}</guid><pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" | safeHTML }}</pubDate><description>${TEXT}</description></item>
{{ end }}</channel></rss>`,
  'list.atom.xml': `${ENTRIES}${XML}
<feed xmlns="http://www.w3.org/2005/Atom"><title>{{ .Title }}</title><id>{{ .Permalink }}</id><updated>{{ now.Format "2006-01-02T15:04:05Z07:00" }}</updated>
{{ range $pages }}<entry><title>{{ .Title }}</title><link href="{{ .Permalink }}"/><id>{{ .Permalink }}</id><updated>{{ .Date.Format "2006-01-02T15:04:05Z07:00" | safeHTML }}</updated><content type="html">${TEXT}</content></entry>
{{ end }}</feed>`,
  'list.feed.json': `${ENTRIES}{{ $items := slice }}{{ range $pages }}{{ $items = $items | append (dict "id" .Permalink "url" .Permalink "title" .Title "date_published" .Date "content_html" .Content) }}{{ end }}{{ dict "version" "https://jsonfeed.org/version/1.1" "title" .Title "home_page_url" .Permalink "items" $items | jsonify }}`,
};

export const hugoVersion = () => /v[\d.]+/.exec(spawnSync('hugo', ['version'], { encoding: 'utf8' }).stdout ?? '')?.[0];

/** @param formats RSS, Atom and JSON with full content, instead of Hugo's own RSS with summaries */
export async function makeHugoSite(folder, posts, formats) {
  await mkdir(folder, { recursive: true });
  await cp(posts, join(folder, 'content/posts'), { recursive: true });
  const files = { 'config.json': JSON.stringify(formats ? FORMATS : CONFIG) };
  for (const [name, text] of Object.entries(formats ? TEMPLATES : {})) files[`layouts/_default/${name}`] = text;
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

export const hugoCommand = (folder, out) => ['hugo', '--quiet', '--source', folder, '--destination', out, '--ignoreCache'];
