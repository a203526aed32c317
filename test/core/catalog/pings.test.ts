import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Catalog, newCatalog } from '../../../lambda/core/catalog/catalog.ts';
import { PINGS } from '../../../lambda/core/catalog/facts/fact-keys.ts';
import { revisionsIn, takeOut } from '../../../lambda/core/catalog/outbox.ts';
import { addPings, duePings, pingsFor } from '../../../lambda/core/catalog/pings.ts';
import type { Site } from '../../../lambda/core/model.ts';
import type { Facts } from '../../../lambda/core/tree/facts.ts';
import { draftOf, factsOf } from './support.ts';

const HUBS = ['https://hub.example/', 'https://other.example/hub'];
const SITE = { feedLink: 'https://blog.example/', feeds: { rss: 'rss.xml', json: 'feed.json' }, hub: HUBS } as Partial<Site> as Site;
const { hub: _, ...WITHOUT } = SITE;

const catalog = (own: Partial<Catalog> = {}): Catalog => ({ ...newCatalog('g', SITE, { entries: '1', documents: 1, pages: 1 }), ...own });

describe('pings', () => {
  const pingsIn = (facts: Facts) => Object.fromEntries(revisionsIn(facts, PINGS));

  it('include every public feed that this revision changes and earlier unsent ones, but no archives', () => {
    const draft = draftOf(catalog({ pings: { main: 3, 'tags/c': 2 } }));
    addPings(draft, ['main', 'tags/a', 'archive/2026-01', 'tags/a/archive/2026-01-2'], { rev: 5, site: SITE });
    assert.deepEqual(pingsIn(draft), { main: 5, 'tags/a': 5, 'tags/c': 2 });
  });

  it('are cleared when no hub is configured', () => {
    const draft = draftOf(catalog({ pings: { main: 3 } }));
    addPings(draft, ['main'], { rev: 5, site: WITHOUT });
    assert.deepEqual(pingsIn(draft), {});
  });

  it('are due once the documents are written', () => {
    assert.deepEqual(duePings(factsOf(catalog({ pings: { main: 5, 'tags/a': 4 }, pending: { main: 5 } }))), new Map([['tags/a', 4]]));
  });

  it('cover each document of a feed at each hub', () => {
    const topics = ['https://blog.example/tags/%E6%97%A5/rss.xml', 'https://blog.example/tags/%E6%97%A5/feed.json'];
    assert.deepEqual(
      pingsFor(['tags/日'], SITE),
      topics.flatMap((topic) => HUBS.map((hub) => ({ hub, topic }))),
    );
    assert.deepEqual(pingsFor(['main'], WITHOUT), []);
  });

  it('are cleared up to the revision that was sent', () => {
    const before = catalog({ rev: 9, pings: { main: 7, 'tags/a': 5 } });
    const draft = draftOf(before);
    const pings = new Map([
      ['main', 6],
      ['tags/a', 5],
    ]);
    assert.equal(takeOut(draft, { pings }), true);
    assert.deepEqual(pingsIn(draft), { main: 7 });
    assert.equal(takeOut(draftOf(before), { pings: new Map([['main', 6]]) }), false, 'nothing to clear, so no change');
  });
});
