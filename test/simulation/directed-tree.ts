/** Histories that end wrong without a rule of the catalog's tree. */
import { RECONCILE_MESSAGE } from '../../lambda/aws/messages.ts';
import { DAY, START, type Stage } from './stage.ts';

const A = 'posts/a.md';
const B = 'posts/b.md';
const NAMES = ['c', 'd', 'e', 'f'];

/** So many that the newest edits go to the tree. */
async function several(stage: Stage): Promise<void> {
  for (const name of NAMES) await stage.handle(await stage.upload(`posts/${name}.md`, { title: name, slug: name, tags: ['C++'] }));
}

/** Then the root has no recent edit. */
const emptied = async (stage: Stage) => stage.finish(await stage.untilNodes());

export const DIRECTED_TREE: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  'nodes are put after their root': several,

  'attempts of one revision share the names of nodes': async (stage) => {
    await several(stage);
    // Both go to the tree from one base; the first puts its nodes after the second has committed.
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

  'recent edits are forgotten when they go to the tree': several,

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

  'what is not loaded counts as absent': async (stage) => {
    await several(stage);
    await stage.handle(await stage.upload('posts/c.md', { title: 'other', slug: 'c' }));
  },

  'a lost node is fatal': async (stage) => {
    await several(stage);
    await stage.loseNodes();
    await stage.handle(RECONCILE_MESSAGE, { role: 'bulk' });
  },

  'a full run looks at no node': async (stage) => {
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

  'a new configuration leaves out what waits to be written': async (stage) => {
    await several(stage);
    const dead = stage.begin(await stage.upload(A, { tags: ['vMotion'] }));
    await stage.until(dead, 'put public/tags/vmotion/atom.xml');
    stage.kill(dead);
    await stage.configure({ title: 'Other' });
    // Writes the document behind the first portion, as the dead run's.
    await stage.handle(RECONCILE_MESSAGE, { role: 'bulk', portions: { heads: 4 } });
    await stage.configure({ title: 'Field Notes' });
    await stage.handle(RECONCILE_MESSAGE, { role: 'bulk', portions: { heads: 4 } });
  },

  'a name that many posts have is compared with none of them': async (stage) => {
    await stage.handle(await stage.upload(A));
    for (const name of ['c', 'd']) await stage.handle(await stage.upload(`posts/${name}.md`, { title: name, slug: name, names: 'a' }));
    await stage.handle(await stage.upload(A, { slug: 'other' }), { portions: { names: 1 } });
  },

  'posts whose time has come wait for the next run of another cause': async (stage) => {
    for (const name of ['a', 'b', 'c'])
      await stage.handle(await stage.upload(`posts/${name}.md`, { title: name, slug: name, date: START + DAY }));
    await stage.wait(DAY, { portions: { due: 1 } });
  },
};
