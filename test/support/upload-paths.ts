/** Secrets, histories, caches and outputs. */
export const NOT_UPLOADED: readonly string[] = [
  ...['.env', '.env.local', '.env.production', 'site/.env', '.envrc', '.npmrc', 'web/.npmrc', '.netrc', 'web/.netrc'],
  ...['.git/config', '.git/objects/ab/cd', 'themes/x/.git/HEAD', 'themes/x/.git/hooks/a'],
  // A submodule has a file of this name.
  'themes/y/.git',
  ...['.linefeed/public/index.html', '.linefeed/state/catalog.json.gz', 'blog/.linefeed/a'],
  ...['node_modules/a/README.md', 'web/node_modules/a/b.md'],
  ...['.aws/credentials', 'x/.aws/credentials', '.ssh/id_ed25519', 'x/.ssh/id_ed25519'],
  ...['public/rss.xml', 'public/preview/secret/index.html', '_site/index.html', 'dist/index.html'],
];

/** Also with names similar to excluded ones. */
export const UPLOADED: readonly string[] = [
  ...['_posts/2026-01-01-a.md', 'content/posts/public/a.md', 'src/content/blog/dist/a.md', 'posts/_site/a.md'],
  ...['linefeed.yaml', '_config.yml', 'config/_default/hugo.toml', '_includes/a.html', '_data/a.yml'],
  ...['Essays/On environments.md', 'posts/env.md', 'posts/git.md', 'posts/my.env.md', 'posts/node_modules.md', 'publicity/a.md'],
];
