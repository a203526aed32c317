import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { StoredObject } from '../../lambda/stores/store.ts';
import { Calendar } from './calendar.ts';

const postWith = (word: string, more: string): string =>
  `---
title: Of ${word}
${more}tags: [${word}-tag]
categories: [${word}-category]
author: ${word} Author
description: In short ${word}.
image: /${word}.jpg
slug: ${word}-slug
---

All about ${word}, with a [link](/${word}/) and ![a picture](${word}.png).

<!--more-->

The rest of ${word}.
`;

const NAMING = `---
title: Open
date: 2026-01-01
tags: [open]
---

See [one]({% post_url 2026-02-01-draftword %}), [two]({% post_url 2026-02-02-flagword %}), [three]({% link _posts/2026-02-03-laterword.md %})
and [four]({% post_url 2026-02-04-goneword %}).
`;

const POSTS = {
  '_posts/2026-01-01-open.md': NAMING,
  '_drafts/2026-02-01-draftword.md': postWith('draftword', ''),
  '_posts/2026-02-02-flagword.md': postWith('flagword', 'draft: true\n'),
  '_posts/2026-02-05-hiddenword.md': postWith('hiddenword', 'published: false\n'),
  '_posts/2026-02-03-laterword.md': postWith('laterword', 'date: 2026-06-01 10:00\n'),
  '_posts/2026-02-04-goneword.md': postWith('goneword', 'date: 2026-05-01\nexpires: 2026-06-01 08:00\n'),
};

const WORDS = ['draftword', 'flagword', 'hiddenword', 'laterword', 'goneword'];
const CONFIG = { permalink: '/:title/', pages: true, opml: true, archives: 'all', limit: 1, sourceMarkdown: true };

async function publicWords({ bench: { site } }: Calendar): Promise<string[]> {
  const found = new Set<string>();
  for await (const { key } of site.list('public/')) {
    const { bytes } = (await site.get(key)) as StoredObject;
    const text = `${key}\n${(key.endsWith('.gz') ? gunzipSync(bytes) : Buffer.from(bytes)).toString()}`;
    for (const word of WORDS) if (text.includes(word)) found.add(word);
  }
  return [...found].sort();
}

describe('public documents contain nothing of', () => {
  it('drafts, scheduled posts before their minute, and posts that had expired before the first run', async () => {
    const calendar = await Calendar.with(POSTS, CONFIG);
    assert.deepEqual(await calendar.bench.titles(), ['Open']);
    assert.deepEqual(await publicWords(calendar), []);
    await calendar.advanceTo('2026-06-01T09:59:00.000Z');
    await calendar.all();
    assert.deepEqual(await publicWords(calendar), []);
    await calendar.advanceTo('2026-06-01T10:00:00.000Z');
    assert.deepEqual(await calendar.bench.titles(), ['Of laterword']);
    assert.deepEqual(await publicWords(calendar), ['laterword']);
    await calendar.advanceTo('2027-06-01T10:00:00.000Z');
    await calendar.all();
    assert.deepEqual(await publicWords(calendar), ['laterword']);
  });

  it('posts that were withdrawn, except for the names and addresses of their feeds', async () => {
    const open = Object.fromEntries(WORDS.map((word) => [`_posts/${word}.md`, postWith(word, 'date: 2026-05-01\n')]));
    const calendar = await Calendar.with({ '_posts/2026-01-01-open.md': NAMING, ...open }, CONFIG);
    assert.deepEqual(await publicWords(calendar), [...WORDS].sort());
    await calendar.upload({
      '_posts/draftword.md': undefined,
      '_drafts/draftword.md': postWith('draftword', 'date: 2026-05-01\n'),
      '_posts/flagword.md': postWith('flagword', 'date: 2026-05-01\ndraft: true\n'),
      '_posts/hiddenword.md': postWith('hiddenword', 'date: 2026-05-01\npublished: false\n'),
      '_posts/laterword.md': postWith('laterword', 'date: 2026-07-01\n'),
      '_posts/goneword.md': postWith('goneword', 'date: 2026-05-01\nexpires: 2026-05-02\n'),
    });
    for (const document of Object.values(await calendar.bench.documents())) {
      assert.doesNotMatch(document, /(?:Of|All about|In short|The rest of) \w+word|\w+word(?:\.jpg|\.png|-slug)/);
    }
  });
});
