/** A history for each rule of identity, in which it matters. */

import { RECONCILE_MESSAGE, requeueMessages } from '../../lambda/aws/messages.ts';
import { CATALOG } from '../../lambda/keys.ts';
import { A, B, DAY, look, MINUTE, START, type Stage } from './stage.ts';

/** A under a new name with another title. */
const RENAMED = { slug: 'a-r1', text: 'a', title: 'b' };
const rename = (stage: Stage): Promise<string> => {
  stage.bucket.inherit(A, B);
  return stage.upload(B, RENAMED);
};

/** The same in another week. */
const SERIES = { text: 'a', title: 'a', date: START - 8 * DAY };

export const DIRECTED_IDENTITY: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  'one trait makes a rename': async (stage) => {
    await stage.handle(await stage.upload(A));
    await stage.remove(A);
    await stage.handle(await stage.upload(B, { ...SERIES, title: 'b' }));
    await stage.handle(look(A));
  },

  'one text on one day makes a copy': async (stage) => {
    await stage.handle(await stage.upload(A));
    await stage.handle(await stage.upload(B, { text: 'a' }));
    await stage.wait(6 * MINUTE);
  },

  'one title and text make a copy': async (stage) => {
    await stage.handle(await stage.upload(A));
    await stage.handle(await stage.upload(B, SERIES));
    await stage.wait(6 * MINUTE);
  },

  'a copy is published': async (stage) => {
    await stage.handle(await stage.upload(A));
    await stage.handle(await stage.upload(B, { text: 'a', title: 'a' }));
    await stage.wait(6 * MINUTE);
    if ((await stage.row(B))?.state !== 'duplicate') throw new Error('b is published beside a, of which it is a copy');
  },

  'a new name does not wait': async (stage) => {
    await stage.handle(await stage.upload(A));
    await stage.handle(await rename(stage));
    await stage.handle(await stage.remove(A));
  },

  'a new name waits for known posts only': async (stage) => {
    await stage.upload(A);
    await rename(stage);
    await stage.handle(requeueMessages([A, B])[0] ?? '');
    await stage.handle(await stage.remove(A));
  },

  'no run is scheduled for the end of a wait': async (stage) => {
    await stage.handle(await stage.upload(A));
    await stage.handle(await stage.upload(B, { text: 'a' }));
    await stage.wait(6 * MINUTE);
  },

  'a similar file is not read': async (stage) => {
    await stage.handle(await stage.upload(A));
    const event = await rename(stage);
    await stage.remove(A);
    await stage.handle(event);
    await stage.wait(6 * MINUTE);
  },

  'a removed file is forgotten at once': async (stage) => {
    await stage.handle(await stage.upload(A));
    await stage.handle(await stage.remove(A));
    await stage.handle(await rename(stage));
  },

  'a removed file is never forgotten': async (stage) => {
    await stage.handle(await stage.upload(A));
    await stage.handle(await stage.remove(A));
    await stage.wait(6 * MINUTE);
    await stage.handle(await stage.upload(B, SERIES));
    if ((await stage.row(B))?.version?.id !== 'https://blog.example/b') throw new Error('b has the id of a post of long ago');
  },

  'the first name wins over the original': async (stage) => {
    const copy = 'posts/a copy.md';
    await stage.upload(copy, { text: 'a', title: 'a', slug: 'a-copy' });
    await stage.upload(A);
    await stage.handle(RECONCILE_MESSAGE, { role: 'bulk' });
    if ((await stage.row(A))?.state !== 'live') throw new Error('a is not published, but its copy is');
  },

  'any entry decides the file of an id': async (stage) => {
    await stage.handle(await stage.upload(A));
    const moved = 'posts/moved.md';
    stage.bucket.inherit(A, moved);
    await stage.remove(A);
    // This run takes a new post of a series for a rename of the removed one; nobody may see this.
    const dead = stage.begin(await stage.upload(B, SERIES));
    await stage.until(dead, `put ${CATALOG}`);
    stage.kill(dead);
    await stage.upload(moved, { slug: 'a', title: 'a' });
    await stage.loseCatalog();
    await stage.handle(RECONCILE_MESSAGE, { role: 'bulk' });
    await stage.wait(6 * MINUTE);
  },
};
