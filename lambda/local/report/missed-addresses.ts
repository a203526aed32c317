import { fileOf } from '../../core/document-names.ts';
import { FORMATS, type Problem, type Site } from '../../core/model.ts';
import { listPosts } from '../../publish/list-posts.ts';
import type { Store } from '../../stores/store.ts';

/** Addresses where the generator publishes its main feed, and none of ours answers. */
export async function missedAddresses(posts: Store, { feeds, moved = {} }: Site): Promise<Problem[]> {
  const { configuration } = await listPosts(posts, {});
  const answered = new Set([...Object.values(feeds), ...Object.keys(moved)].map(fileOf));
  return FORMATS.flatMap((format): Problem[] => {
    const path = configuration.toolFeeds?.[format];
    if (path === undefined || answered.has(fileOf(path)) || feeds[format] === undefined) return [];
    const message = `feeds: ${configuration.site?.generator} publishes its feed at /${path}, which is no address of these feeds; if readers follow it, write feeds: { moved: { ${path}: ${format} } } into linefeed.yaml`;
    return [{ key: 'linefeed.yaml', line: 1, column: 1, message, severity: 'warning' }];
  });
}
