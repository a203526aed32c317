import { printable } from '../../core/text/printable.ts';
import { grouped } from '../text.ts';
import type { Folders } from './folders.ts';

const MOST_NAMED = 8;

function namesOf(folders: Folders): string {
  const all = Object.entries(folders);
  const named = all.slice(0, MOST_NAMED).map(([folder, count]) => `${printable(folder) || '.'} (${grouped(count)})`);
  return [...named, ...(all.length > MOST_NAMED ? [`${all.length - MOST_NAMED} more`] : [])].join(', ');
}

export function folderLines(folders: Folders, pages: Folders): string[] {
  const [first] = Object.keys(folders);
  const [page] = Object.keys(pages);
  const choice = 'into linefeed.yaml';
  return [
    ...(first === undefined ? [] : [`folders of posts: ${namesOf(folders)}; to choose, write posts: [${JSON.stringify(first)}] ${choice}`]),
    ...(page === undefined
      ? []
      : [`pages, in no feed: ${namesOf(pages)}; to publish them, write feed: true into each, or choose folders with posts: […] ${choice}`]),
  ];
}
