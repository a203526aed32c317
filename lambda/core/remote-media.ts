import { hasDuration, type PostFiles, type StatedEnclosure } from './media.ts';

/** ETag of a remote file that could not be read; full runs try again. */
export const UNREAD = 'unread';

/** Whether facts of a remote file can be added. */
export const isIncomplete = ({ url, quiet, length, type, duration }: StatedEnclosure): boolean =>
  !quiet && /^https?:\/\//.test(url) && (length === undefined || type === undefined || (duration === undefined && hasDuration(type)));

export const hasUnread = (version: PostFiles | undefined): boolean =>
  Object.values(version?.remoteFiles ?? {}).some(({ etag }) => etag === UNREAD);
