import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Catalog, newCatalog } from '../../../lambda/core/catalog/catalog.ts';
import { withoutDone } from '../../../lambda/core/catalog/outbox.ts';
import { duePings, pingsFor, unsentPings } from '../../../lambda/core/catalog/pings.ts';
import type { Site } from '../../../lambda/core/model.ts';

const HUBS = ['https://hub.example/', 'https://other.example/hub'];
const SITE = { feedLink: 'https://blog.example/', feeds: { rss: 'rss.xml', json: 'feed.json' }, hub: HUBS } as Partial<Site> as Site;
const { hub: _, ...WITHOUT } = SITE;

const catalog = (own: Partial<Catalog> = {}): Catalog => ({ ...newCatalog('g', SITE, { entries: '1', documents: 1, pages: 1 }), ...own });

describe('what hubs are to be told', () => {
  it('is every feed that this revision changes, and what was owed before; no archive, and nothing that others left', () => {
    const next = {
      rev: 5,
      site: SITE,
      pending: { main: 5, 'tags/a': 5, 'tags/b': 4, 'archive/2026-01': 5, 'tags/a/archive/2026-01-2': 5 },
    };
    assert.deepEqual(unsentPings(catalog({ pings: { main: 3, 'tags/c': 2 } }), next), { main: 5, 'tags/a': 5, 'tags/c': 2 });
  });

  it('is nothing where there is no hub, or none any more', () => {
    assert.deepEqual(unsentPings(catalog({ pings: { main: 3 } }), { rev: 5, site: WITHOUT, pending: { main: 5 } }), {});
  });

  it('is due when the documents are written', () => {
    assert.deepEqual(duePings(catalog({ pings: { main: 5, 'tags/a': 4 }, pending: { main: 5 } })), new Map([['tags/a', 4]]));
  });

  it('is each document that a feed has, at each hub', () => {
    const topics = ['https://blog.example/tags/%E6%97%A5/rss.xml', 'https://blog.example/tags/%E6%97%A5/feed.json'];
    assert.deepEqual(
      pingsFor(['tags/日'], SITE),
      topics.flatMap((topic) => HUBS.map((hub) => ({ hub, topic }))),
    );
    assert.deepEqual(pingsFor(['main'], WITHOUT), []);
  });

  it('is settled up to the revision that was told', () => {
    const before = catalog({ rev: 9, pings: { main: 7, 'tags/a': 5 } });
    const after = withoutDone(before, {
      pings: new Map([
        ['main', 6],
        ['tags/a', 5],
      ]),
    });
    assert.deepEqual([after.pings, after.rev], [{ main: 7 }, 10]);
    assert.equal(withoutDone(before, { pings: new Map([['main', 6]]) }), before);
  });
});
