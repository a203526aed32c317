/** JSON chapters: https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/chapters/jsonChapters.md */
import type { Entry, FencingToken } from '../model.ts';
import { webAddress } from './safe-document.ts';
import { CHAPTERS_VERSION } from './verify.ts';

/** @param entry undefined once the episode or its chapters are gone: the document stays, empty */
export const chaptersWriter =
  (entry: Entry | undefined) =>
  (_: unknown, { generation, rev }: FencingToken): { text: string; problem: undefined } => {
    const chapters = (entry?.episode?.chapterList ?? []).map(({ start, title, url, image }) => ({
      startTime: start,
      title,
      url: webAddress(url),
      img: webAddress(image),
    }));
    const document = { version: CHAPTERS_VERSION, _linefeed: { generation, rev }, title: entry?.title, chapters };
    return { text: `${JSON.stringify(document)}\n`, problem: undefined };
  };
