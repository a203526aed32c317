/** Names of configuration files, to classify a key without loading the code that reads them. */

const inAllForms = (...names: string[]) => names.flatMap((name) => ['toml', 'yaml', 'yml', 'json'].map((ending) => `${name}.${ending}`));
const asProgram = (name: string) => ['js', 'mjs', 'cjs', 'ts', 'mts'].map((ending) => `${name}.${ending}`);

export const OWN = ['linefeed.yaml', 'linefeed.yml'];
export const AUTHORS = ['_data/authors.yml', '_data/authors.yaml', '_data/authors.json'];

export const FILES = {
  jekyll: ['_config.yml', '_config.yaml'],
  hugo: inAllForms('hugo', 'config', 'config/_default/hugo', 'config/_default/config'),
  zola: ['zola.toml', 'config.toml'],
};

/** Files that only identify the generator. */
export const SIGNS = {
  eleventy: ['.eleventy.js', ...asProgram('eleventy.config')],
  astro: asProgram('astro.config'),
  quartz: asProgram('quartz.config'),
  obsidian: ['.obsidian/app.json', '.obsidian/publish.json'],
};

/** `config/_default/languages.de.toml`: table `languages.de`. */
export const HUGO_PART =
  /^config\/_default\/(languages|params|permalinks|frontmatter|services|outputs|outputformats|mediatypes|taxonomies)(?:\.([\w-]+))?\.(?:toml|ya?ml|json)$/i;

export const SECTION =
  /^(?!(?:.*\/)?(?:\.[^/]*|_[^/]*|node_modules|themes|layouts|archetypes|exampleSite)\/)(?:.+\/)?_index(?:\.[\w-]+)?\.(?:md|markdown|html)$/;

/** `blog/blog.json`, or with priority `blog/blog.11tydata.json`, then `blog/blog.11tydata.js`. */
export const DIRECTORY_DATA = /^(?!(?:.*\/)?node_modules\/)((?:.*\/)?([^/]+))\/\2(?:\.json|\.11tydata\.(?:json|[cm]?[jt]s))$/;
/** `blog/post.11tydata.json` */
export const FILE_DATA = /^(?!(?:.*\/)?node_modules\/)(.+)\.11tydata\.(?:json|[cm]?[jt]s)$/;

/** Eleventy's: `feed.njk`, `src/atom.xml.liquid`. */
export const FEED_TEMPLATE =
  /^(?!(?:.*\/)?(?:node_modules|_[^/]*|\.[^/]*)\/)(?:.*\/)?[^/]*(?:feed|rss|atom)[^/]*\.(?:njk|liquid|hbs|mustache|ejs)$/i;

/** Eleventy's: `_includes/layouts/post.njk`, `src/_layouts/post.liquid` */
const ELEVENTY_LAYOUT = /^(?!(?:.*\/)?node_modules\/)(?:.*\/)?(?:_includes|_?layouts)\/.+\.(?:njk|liquid|webc)$/;

/** Astro's endpoints: `src/pages/feed.xml.ts` */
export const FEED_ENDPOINT = /^src\/pages\/((?:[\w-]+\/)*[\w.-]*(?:feed|rss|atom)[\w.-]*\.(?:xml|json))\.[cm]?[jt]s$/i;

/** Astro's pages with parameters: `src/pages/blog/[...slug].astro` */
export const ROUTE = /^src\/pages\/([^[\n]*\[.+\].*)\.astro$/;

const SCRIPT = '[cm]?[jt]s';

/** Files that Linefeed does not run or apply, but that can hide posts. */
export const UNREAD = {
  eleventyComputed: new RegExp(`^(?!.*node_modules/)(?:.*/)?_data/eleventyComputed\\.${SCRIPT}$`),
  eleventyConfig: new RegExp(`^(?:\\.eleventy\\.js|eleventy\\.config\\.${SCRIPT})$`),
  eleventyIgnore: /^\.eleventyignore$/,
  jekyllPlugin: /^(?!vendor\/)(?:[^/]+\/)?_plugins\/.+\.rb$/,
  hugoProduction: /^config\/production\/.+\.(?:toml|ya?ml|json)$/,
  astroSchema: new RegExp(`^src/content(?:\\.config|/config)\\.${SCRIPT}$`),
};

const PATTERNS = [
  HUGO_PART,
  SECTION,
  DIRECTORY_DATA,
  FILE_DATA,
  FEED_TEMPLATE,
  FEED_ENDPOINT,
  ROUTE,
  ELEVENTY_LAYOUT,
  ...Object.values(UNREAD),
];

const NAMED = new Set([FILES, SIGNS].flatMap((names) => Object.values(names).flat()));

/** Other generators use such names too, so an upload of one changes the site only if the generator is Eleventy. */
export const isLayout = (key: string): boolean => ELEVENTY_LAYOUT.test(key);

export const isGeneratorFile = (key: string): boolean => NAMED.has(key) || PATTERNS.some((pattern) => pattern.test(key));
