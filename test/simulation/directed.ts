/** A history for each rule of the protocol: it ends wrong without the rule, and right with it. */

import { RECONCILE_MESSAGE, scheduledRunMessage } from '../../lambda/aws/messages.ts';
import { CATALOG } from '../../lambda/keys.ts';
import { SPOILT } from './bucket.ts';
import { DIRECTED_IDENTITY } from './directed-identity.ts';
import { DIRECTED_TREE } from './directed-tree.ts';
import type { Run } from './scheduler.ts';
import { A, B, look, MINUTE, Stage } from './stage.ts';
import { cut, edited } from './tears.ts';

const RSS = 'public/rss.xml';
const ATOM = 'public/atom.xml';

/** A slow import, during which another catalog is created, gives A another id, and is lost. */
async function importOvertaken(stage: Stage): Promise<Run> {
  await stage.upload(A);
  await stage.loseCatalog();
  const slow = stage.begin(RECONCILE_MESSAGE, { role: 'bulk' });
  // It has listed the entries, but not read the documents.
  await stage.until(slow, `get ${RSS}`);
  await stage.configure({ permalink: '/p/:title/' });
  await stage.handle(RECONCILE_MESSAGE, { role: 'bulk' });
  await stage.loseCatalog();
  return slow;
}

export const DIRECTED: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  'no compare-and-swap': async (stage) => {
    const slow = stage.begin(await stage.upload(A));
    await stage.until(slow, `put ${CATALOG}`);
    // No document contains a draft.
    await stage.handle(await stage.upload(B, { draft: true }));
    await stage.finish(slow);
  },

  'posts read before the catalog': async (stage) => {
    const slow = stage.begin(await stage.upload(A, { title: 'first' }));
    await stage.until(slow, `get ${CATALOG}`);
    await stage.handle(await stage.upload(A, { title: 'second' }));
    await stage.finish(slow);
  },

  'posts not read again after a lost swap': async (stage) => {
    const slow = stage.begin(await stage.upload(A, { title: 'first' }));
    await stage.until(slow, `put ${CATALOG}`);
    await stage.handle(await stage.upload(A, { title: 'second' }));
    await stage.finish(slow);
  },

  'no pending': async (stage) => {
    const event = await stage.upload(A);
    const dead = stage.begin(event);
    await stage.until(dead, `put ${RSS}`);
    stage.kill(dead);
    await stage.handle(event);
  },

  'documents not fenced': async (stage) => {
    const slow = stage.begin(await stage.upload(A));
    await stage.until(slow, `put ${RSS}`);
    await stage.handle(await stage.upload(B));
    await stage.finish(slow);
  },

  'a recorded ETag is no condition of the write': async (stage) => {
    await stage.handle(await stage.upload(A));
    const slow = stage.begin(await stage.upload(B));
    await stage.until(slow, `put ${RSS}`);
    await stage.handle(await stage.upload(A, { title: 'second' }));
    await stage.finish(slow);
  },

  'a document with another ETag than recorded is left as it is': async (stage) => {
    await stage.handle(await stage.upload(A));
    await stage.tear(RSS, edited(RSS, await stage.document(RSS)));
    await stage.handle(await stage.upload(B));
  },

  'the first document decides for all of a feed': async (stage) => {
    const event = await stage.upload(A);
    const dead = stage.begin(event);
    await stage.until(dead, `put ${ATOM}`);
    stage.kill(dead);
    await stage.handle(event);
  },

  'no commit when nothing changed': async (stage) => {
    const slow = stage.begin(await stage.upload(A));
    await stage.until(slow, `put ${CATALOG}`);
    await stage.handle(await stage.remove(A));
    await stage.finish(slow);
  },

  'the stamp only in metadata': async (stage) => {
    await stage.handle(await stage.upload(A));
    const slow = stage.begin(await stage.upload(A, { draft: true }));
    await stage.until(slow, `put ${RSS}`);
    await stage.handle(await stage.upload(A));
    await stage.finish(slow);
  },

  'no catalog is an empty one': async (stage) => {
    await stage.handle(await stage.upload(A));
    await stage.upload(B);
    await stage.loseCatalog();
    await stage.handle(look(A), { role: 'bulk' });
  },

  'documents ignored after a lost catalog': async (stage) => {
    await stage.handle(await stage.upload(A, { tags: ['C++'] }));
    await stage.loseCatalog();
    await stage.handle(await stage.remove(A));
  },

  'an import writes no placeholder': async (stage) => {
    await stage.finish(await importOvertaken(stage));
  },

  'placeholders are not unique': async (stage) => {
    const slow = await importOvertaken(stage);
    const dead = stage.begin(RECONCILE_MESSAGE, { role: 'bulk' });
    await stage.until(dead, `get ${A}`);
    stage.kill(dead);
    await stage.finish(slow);
  },

  'an absent document is written without reading the catalog': async (stage) => {
    await stage.upload(A);
    await stage.loseEverything();
    const slow = stage.begin(RECONCILE_MESSAGE, { role: 'bulk' });
    await stage.until(slow, `get ${A}`);
    await stage.configure({ permalink: '/p/:title/' });
    // Overtaken by the slow run, it leaves a newer entry.
    const dead = stage.begin(RECONCILE_MESSAGE, { role: 'bulk' });
    await stage.until(dead, `get ${A}`);
    await stage.until(slow, `head ${RSS}`);
    await stage.wait(MINUTE);
    await stage.until(dead, `put ${CATALOG}`);
    stage.kill(dead);
    await stage.loseCatalog();
    const next = stage.begin(RECONCILE_MESSAGE, { role: 'bulk' });
    await stage.until(next, `head ${RSS}`);
    await stage.until(slow, `head ${ATOM}`);
    await stage.finish(slow);
    await stage.finish(next);
  },

  'an import recognises renamed files by text alone': async (stage) => {
    const date = stage.now + 10 * MINUTE;
    await stage.handle(await stage.upload(A, { date }));
    await stage.upload(B, { slug: 'a', date, names: 'a' });
    await stage.remove(A);
    // This run gives a new post an id that no document contains.
    await stage.configure({ permalink: '/p/:title/' });
    const dead = stage.begin(RECONCILE_MESSAGE, { role: 'bulk' });
    await stage.until(dead, `put ${CATALOG}`);
    stage.kill(dead);
    await stage.wait(10 * MINUTE);
    await stage.loseCatalog();
    await stage.handle(RECONCILE_MESSAGE, { role: 'bulk' });
  },

  'revisions from the clock instead of a generation': async (stage) => {
    await stage.handle(await stage.upload(A, { title: 'first' }), { clock: 'ahead' });
    await stage.loseCatalog();
    await stage.upload(A, { title: 'second' });
    await stage.handle(RECONCILE_MESSAGE, { role: 'bulk', clock: 'behind' });
  },

  'one schedule a post, overwritten': async (stage) => {
    const slow = stage.begin(await stage.upload(A, { date: stage.now + 30 * MINUTE }));
    await stage.until(slow, 'wake');
    await stage.handle(await stage.upload(A, { date: stage.now + 10 * MINUTE }));
    await stage.finish(slow);
    await stage.wait(15 * MINUTE);
  },

  'own clock only': async (stage) => {
    await stage.handle(await stage.upload(A, { date: stage.now + 10 * MINUTE }));
    await stage.wait(10 * MINUTE);
    await stage.handle(look(A), { clock: 'behind' });
  },

  'references: only posts that this run saw change': async (stage) => {
    await stage.handle(await stage.upload(A, { names: 'b' }));
    // This run requeues all stale rows.
    await stage.handle(await stage.upload(B), { staleLimit: 0 });
  },

  'pings are not committed before they are sent': async (stage) => {
    const event = await stage.upload(A);
    const dead = stage.begin(event);
    await stage.until(dead, 'ping');
    stage.kill(dead);
    await stage.handle(event);
  },

  'post events are withdrawn': async (stage) => {
    const dead = stage.begin(await stage.upload(A));
    await stage.until(dead, 'news');
    await stage.until(dead, `put ${CATALOG}`);
    stage.kill(dead);
    await stage.handle(await stage.remove(A));
  },

  'a published post is removed if its file looks like no post': async (stage) => {
    await stage.handle(await stage.upload(A));
    await stage.bucket.spoil(A, SPOILT.none);
    await stage.handle(look(A));
    await stage.handle(RECONCILE_MESSAGE, { role: 'bulk' });
    if (!(await stage.row(A))?.kept) throw new Error('a left the feeds, and its author did not take it out');
  },

  ...DIRECTED_IDENTITY,

  'a restored catalog is not detected': async (stage) => {
    await stage.handle(await stage.upload(A));
    const old = await stage.catalog();
    await stage.handle(await stage.upload(B));
    await stage.handle(await stage.upload(B, { title: 'changed' }));
    await stage.putBack(old);
    await stage.handle(await stage.upload(A, { title: 'second' }));
  },

  'a restored catalog of an earlier generation is not detected': async (stage) => {
    await stage.handle(await stage.upload(A));
    const old = await stage.catalog();
    await stage.loseCatalog();
    await stage.handle(RECONCILE_MESSAGE, { role: 'bulk' });
    await stage.handle(await stage.upload(B));
    await stage.putBack(old);
    await stage.handle(await stage.upload(A, { title: 'second' }));
  },

  'equal revisions of two histories count as one': async (stage) => {
    await stage.handle(await stage.upload(A));
    const old = await stage.catalog();
    await stage.handle(await stage.upload(A, { title: 'second' }));
    await stage.putBack(old);
    await stage.handle(await stage.upload(A, { title: 'third' }));
  },

  'a run clears the pending outputs of an older catalog': async (stage) => {
    await stage.handle(await stage.upload(A));
    const old = await stage.catalog();
    const slow = stage.begin(await stage.upload(B));
    await stage.until(slow, `put ${CATALOG}`);
    await stage.until(slow, `put ${RSS}`);
    await stage.putBack(old);
    await stage.finish(slow);
  },

  'a clock ahead of the store is trusted': async (stage) => {
    await stage.handle(await stage.upload(A), { clock: 'years ahead' });
  },

  'a clock years behind is trusted': async (stage) => {
    await stage.handle(await stage.upload(A, { date: stage.now + 10 * MINUTE }), { clock: 'years behind' });
    await stage.wait(10 * MINUTE, { clock: 'years behind' });
  },

  'a moment that is ahead stays': async (stage) => {
    await stage.inYearsToCome(async () => stage.handle(await stage.upload(A)));
    await stage.handle(await stage.upload(B));
  },

  'a wake-up moves time without bound': async (stage) => {
    await stage.handle(scheduledRunMessage('2035-01-01T00:00:00.000Z'));
  },

  'recovery forgets the last good version': async (stage) => {
    await stage.handle(await stage.upload(A));
    await stage.handle(await stage.spoil(A));
    await stage.loseCatalog();
    await stage.handle(RECONCILE_MESSAGE, { role: 'bulk' });
    await stage.idOf('a');
  },

  'recovery takes the id of a draft': async (stage) => {
    await stage.configure({ preview: '5f0c1d7b92e84a63b1d05c7e' });
    await stage.handle(RECONCILE_MESSAGE, { role: 'bulk' });
    await stage.handle(await stage.upload(A, { draft: true }));
    await stage.upload(A);
    await stage.loseCatalog();
    await stage.configure({ preview: undefined });
    await stage.handle(RECONCILE_MESSAGE, { role: 'bulk' });
    const id = await stage.idOf('a');
    if (id.includes('#draft-')) throw new Error(`a has the id ${id}`);
  },

  'a torn catalog is fatal': async (stage) => {
    await stage.handle(await stage.upload(A));
    await stage.tearCatalog();
    await stage.handle(await stage.upload(B));
  },

  'documents are not compared with what was written': async (stage) => {
    await stage.handle(await stage.upload(A, { tags: ['C++'] }));
    const old = await stage.document('public/tags/c-plus-plus/feed.json');
    await stage.handle(await stage.upload(A, { title: 'second', tags: ['C++'] }));
    // In two feeds, since one wrong document rewrites its whole feed.
    await stage.tear(RSS, edited(RSS, await stage.document(RSS)));
    await stage.tear('public/tags/c-plus-plus/feed.json', old);
    await stage.handle(RECONCILE_MESSAGE, { role: 'bulk' });
  },

  'a cut document counts as complete by its stamp': async (stage) => {
    await stage.handle(await stage.upload(A));
    await stage.tear(RSS, cut(await stage.document(RSS)));
    await stage.handle(RECONCILE_MESSAGE, { role: 'bulk' });
  },

  'a document that a run finds counts as written': async (stage) => {
    const event = await stage.upload(A);
    const dead = stage.begin(event);
    await stage.until(dead, `put ${ATOM}`);
    stage.kill(dead);
    await stage.tear(RSS, edited(RSS, await stage.document(RSS)));
    await stage.handle(event);
    await stage.handle(RECONCILE_MESSAGE, { role: 'bulk' });
  },
  ...DIRECTED_TREE,
};

/** @returns what is wrong at the end, if anything */
export async function goesWrong(name: string): Promise<string | undefined> {
  const stage = await Stage.open();
  try {
    await DIRECTED[name]?.(stage);
    await stage.end();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
