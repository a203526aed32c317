import type { Problem } from '../../lambda/core/model.ts';
import { CLASSES, type Comparison, type Difference } from './compare.ts';
import type { Ours } from './ours.ts';

const examples = (differences: readonly Difference[], count: number): string[] =>
  differences
    .slice(0, count)
    .flatMap(({ post, ours, theirs }) => [
      `    ${post}`,
      ...(ours ? [`      here:  ${ours}`] : []),
      ...(theirs ? [`      there: ${theirs}`] : []),
    ]);

const share = ({ theirs, found }: { theirs: number; found: number }): string =>
  theirs === 0 ? 'none' : `${found} of ${theirs} (${((100 * found) / theirs).toFixed(2)} %)`;

export function comparisonLines({ reference, posts, pictures, links, differences }: Comparison, count: number): string[] {
  const classes = CLASSES.flatMap((name) => {
    const found = differences.filter((difference) => difference.class === name);
    const distinct = new Set(found.map(({ post }) => post)).size;
    return found.length === 0 ? [] : [`  ${name}: ${found.length} in ${distinct} posts`, ...examples(found, count)];
  });
  return [
    `compared with ${reference}`,
    `posts:    ${share({ theirs: posts.theirs, found: posts.matched })}; equal: ${posts.equal}${posts.withoutText > 0 ? `, without a text to compare: ${posts.withoutText}` : ''}`,
    `pictures: ${share(pictures)}${pictures.renamed > 0 ? `; under a name of the build: ${pictures.renamed}` : ''}`,
    `links:    ${share(links)}`,
    ...classes,
  ];
}

export function ourLines({ generator, items, others, problems }: Ours, templates: readonly Difference[], count: number): string[] {
  const unpublished = Object.entries(others).flatMap(([state, keys]) => [
    `  ${state}: ${keys.length}`,
    ...keys.slice(0, count).map((key) => `    ${key}`),
  ]);
  const kinds = new Map<string, Problem[]>();
  for (const problem of problems) {
    const kind = problem.message.replace(/"[^"]*"/g, '"…"').slice(0, 100);
    kinds.set(kind, [...(kinds.get(kind) ?? []), problem]);
  }
  const problemLines = [...kinds]
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, 4 * count)
    .map(([kind, all]) => `  ${all.length} × ${kind} (${all[0]?.key}:${all[0]?.line})`);
  return [
    `${items.length} posts as ${generator}`,
    ...(unpublished.length > 0 ? ['not published:', ...unpublished] : []),
    ...(problemLines.length > 0 ? ['problems:', ...problemLines] : []),
    ...(templates.length > 0 ? [`template syntax outside of code: ${templates.length}`, ...examples(templates, count)] : []),
  ];
}
