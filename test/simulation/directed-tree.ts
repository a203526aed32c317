/** Histories that end wrong without a rule of the catalog's tree. */
import { RECONCILE_MESSAGE } from '../../lambda/aws/messages.ts';
import { DAY, START, type Stage } from './stage.ts';

const A = 'posts/a.md';
const B = 'posts/b.md';
const NAMES = ['c', 'd', 'e', 'f'];

/** Enough that recent edits become nodes. */
async function several(stage: Stage): Promise<void> {
  for (const name of NAMES) await stage.handle(await stage.upload(`posts/${name}.md`, { title: name, slug: name, tags: ['C++'] }));
}

/** Leaves the root without recent edits. */
const emptied = async (stage: Stage) => stage.finish(await stage.untilNodes());

export const DIRECTED_TREE: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  'nodes are written after their root': several,

  'attempts of one revision share the names of nodes': async (stage) => {
    await several(stage);
    // Both write nodes from one base; the first writes them after the second has committed.
    const slow = await stage.untilNodes();
    await stage.handle(await stage.upload(B));
    await stage.finish(slow);
    await stage.handle(await stage.upload(B, { title: 'second' }));
  },

  'a recent edit always counts as a new entry': async (stage) => {
    await several(stage);
    await emptied(stage);
    for (const title of ['second', 'third', 'fourth']) await stage.handle(await stage.upload('posts/c.md', { title, slug: 'c' }));
  },

  'recent edits are lost when they become nodes': several,

  'index entries of a changed row stay': async (stage) => {
    await stage.handle(await stage.upload(A));
    await stage.handle(await stage.upload(A, { slug: 'other' }));
  },

  'a recovered term has no slug, and counts as if it had one': async (stage) => {
    await stage.handle(await stage.upload(A));
    const old = await stage.catalog();
    await stage.handle(await stage.upload(B, { tags: ['VMotion'] }));
    // Two terms get one slug, in catalogs that do not know each other.
    await stage.putBack(old);
    await stage.handle(await stage.upload('posts/c.md', { title: 'c', slug: 'c', tags: ['vMotion'] }));
    await stage.handle(RECONCILE_MESSAGE, { role: 'bulk' });
  },

  'a recovery ends with its first portion': async (stage) => {
    await several(stage);
    await stage.configure({ permalink: '/p/:title/' });
    await stage.loseCatalog();
    await stage.handle(RECONCILE_MESSAGE, { role: 'bulk' });
  },

  'a node that is not loaded counts as empty': async (stage) => {
    await several(stage);
    await stage.handle(await stage.upload('posts/c.md', { title: 'other', slug: 'c' }));
  },

  'a lost node is fatal': async (stage) => {
    await several(stage);
    await stage.loseNodes();
    await stage.handle(RECONCILE_MESSAGE, { role: 'bulk' });
  },

  'a full run reads no nodes': async (stage) => {
    await several(stage);
    await emptied(stage);
    await stage.loseLastNode();
    await stage.handle(RECONCILE_MESSAGE, { role: 'bulk' });
  },

  'a new configuration ends with the first portion of outputs': async (stage) => {
    await several(stage);
    await stage.configure({ title: 'Other' });
    await stage.handle(RECONCILE_MESSAGE, { role: 'bulk', portions: { heads: 4 } });
  },

  'a new configuration skips pending outputs': async (stage) => {
    await several(stage);
    const dead = stage.begin(await stage.upload(A, { tags: ['vMotion'] }));
    await stage.until(dead, 'put public/tags/vmotion/atom.xml');
    stage.kill(dead);
    await stage.configure({ title: 'Other' });
    // Writes the document behind the first portion, as the dead run would.
    await stage.handle(RECONCILE_MESSAGE, { role: 'bulk', portions: { heads: 4 } });
    await stage.configure({ title: 'Field Notes' });
    await stage.handle(RECONCILE_MESSAGE, { role: 'bulk', portions: { heads: 4 } });
  },

  'a changed name updates none of many posts that link to it': async (stage) => {
    await stage.handle(await stage.upload(A));
    for (const name of ['c', 'd']) await stage.handle(await stage.upload(`posts/${name}.md`, { title: name, slug: name, names: 'a' }));
    await stage.handle(await stage.upload(A, { slug: 'other' }), { portions: { names: 1 } });
  },

  'due posts wait for a run with another cause': async (stage) => {
    for (const name of ['a', 'b', 'c'])
      await stage.handle(await stage.upload(`posts/${name}.md`, { title: name, slug: name, date: START + DAY }));
    await stage.wait(DAY, { portions: { due: 1 } });
  },

  'a clock that was ahead leaves posts beside the main feed published': async (stage) => {
    await stage.inYearsToCome(async () => stage.handle(await stage.upload(A, { date: START + DAY, unlisted: true })));
    await stage.handle(await stage.upload(B));
    await stage.isScheduled(A);
    await stage.wait(DAY);
  },

  'posts that were published early wait for a run with another cause': async (stage) => {
    const names = ['c', 'd', 'e'];
    await stage.inYearsToCome(async () => {
      for (const name of names) await stage.handle(await stage.upload(`posts/${name}.md`, { title: name, slug: name, date: START + DAY }));
    });
    await stage.handle(await stage.upload(B), { portions: { due: 1 } });
    for (const name of names) await stage.isScheduled(`posts/${name}.md`);
    await stage.wait(DAY);
  },
};
