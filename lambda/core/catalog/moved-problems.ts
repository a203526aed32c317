import type { Problem, Site } from '../model.ts';
import type { Facts } from '../tree/facts.ts';
import { isPresent, movedTarget } from './document-path.ts';
import { outputRow } from './facts/questions.ts';

const warning = (message: string): Problem => ({
  key: 'linefeed.yaml',
  line: 1,
  column: 1,
  message: `feeds.moved: ${message}`,
  severity: 'warning',
});

/** Lines without effect: subscribers of these addresses would get nothing. */
export function movedProblems(facts: Facts, site: Site): Problem[] {
  return Object.entries(site.moved ?? {}).flatMap(([path, to]) => {
    const target = movedTarget(to, site) ?? '';
    const feed = target.slice(0, Math.max(0, target.lastIndexOf(' ')));
    if (isPresent(path, site)) return [warning(`"${path}" is the address of another document, so it does not redirect; remove the line`)];
    return outputRow(facts, feed) ? [] : [warning(`there is no feed at "${to}", so "${path}" answers nothing; correct the address`)];
  });
}
