/** For local previews: relative on the page's host. @param page with a trailing slash */
export function relativeTo(page: string, target: string): string {
  const [from, to] = [new URL(page), new URL(target)];
  if (from.origin !== to.origin) return target;
  const [here, there] = [from.pathname.split('/').slice(0, -1), to.pathname.split('/')];
  const differs = here.findIndex((part, index) => index >= there.length - 1 || part !== there[index]);
  const shared = differs < 0 ? here.length : differs;
  const path = '../'.repeat(here.length - shared) + there.slice(shared).join('/');
  return (path === '' ? './' : path.includes(':') ? `./${path}` : path) + to.search + to.hash;
}

/** Relative below the page, else as it is. @param page with a trailing slash */
export const belowPage = (href: string, page: string): string => (href.startsWith(page) ? href.slice(page.length) : href);
