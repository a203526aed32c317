import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FORMATS, type Format } from '../../lambda/core/model.ts';
import type { Settings } from '../../lambda/core/site/settings.ts';
import { PUBLIC } from '../../lambda/keys.ts';
import { type Batch, publish, type Report } from '../../lambda/publish/publish.ts';
import { DirectoryStore } from '../../lambda/stores/directory.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { listAll, type StoredObject } from '../../lambda/stores/store.ts';
import { CORPUS, NO_CORPUS } from '../support/corpus.ts';
import { feedsOf } from '../support/published.ts';
import { publisherOver } from '../support/publisher.ts';
import { rewritten } from '../support/rewrite.ts';
import { catalogOf } from '../support/whole-catalog.ts';
import { HOUR } from './blog.ts';

/** Each upload is an hour after the last one. */
class Uploads {
  private now = Date.UTC(2026, 11, 1);
  private readonly settings: Settings;
  readonly posts = new MemoryStore({ now: () => this.now });
  readonly site = new MemoryStore({ now: () => this.now });

  constructor(settings: Settings = {}) {
    this.settings = settings;
  }

  static async of(folder: string, settings?: Settings): Promise<Uploads> {
    const uploads = new Uploads(settings);
    const source = new DirectoryStore({ roots: { '': folder } });
    for await (const { key } of source.list('')) {
      if (/(?:^|\/)(?:_posts|_drafts|_data)\/|^_config/.test(key))
        await uploads.posts.put(key, ((await source.get(key)) as StoredObject).bytes);
    }
    await uploads.run({ keys: [], full: true });
    return uploads;
  }

  /** Uploads all posts, then makes a full run. */
  async upload(edit: (text: string) => string | Promise<string>): Promise<Report> {
    this.now += HOUR;
    const keys = (await listAll(this.posts, '')).map(({ key }) => key).filter((key) => /\.(?:md|html)$/.test(key));
    for (const key of keys) {
      const { bytes } = (await this.posts.get(key)) as StoredObject;
      await this.posts.put(key, Buffer.from(await edit(Buffer.from(bytes).toString())));
    }
    const report = await this.run({ keys });
    await this.run({ keys: [], full: true });
    return report;
  }

  run = (batch: Batch): Promise<Report> =>
    publish(batch, { ...publisherOver(this.posts, this.site, this.settings), now: () => this.now, exclusive: false });

  documents = () => listAll(this.site, PUBLIC);
}

const BLOGS: { name: string; folder: string; settings: Settings; skip: string | false }[] = [
  { name: 'the example', folder: 'examples/weblog', settings: { limit: 3, archives: 'all' }, skip: false },
  { name: 'a real blog', folder: CORPUS ?? '', settings: { terms: ['categories'] }, skip: NO_CORPUS },
];

const live = async (report: Report): Promise<string[]> =>
  Object.entries((await catalogOf(report)).posts).flatMap(([key, { state }]) => (state === 'live' ? [key] : []));

for (const { name, folder, settings, skip } of BLOGS) {
  describe(`no document of ${name} changes`, { skip }, () => {
    it('when every post is uploaded unchanged, and then with other front matter that no feed contains', async () => {
      const uploads = await Uploads.of(folder, settings);
      const before = await uploads.documents();
      assert.ok(before.length > 0);
      const again = await uploads.upload((text) => text);
      assert.deepEqual([again.rendered, await uploads.documents()], [0, before]);
      const shown = await live(again);
      assert.deepEqual(await live(await uploads.upload(rewritten)), shown);
      assert.deepEqual(await uploads.documents(), before);
    });

    it('when another editor saves every post, with a byte order mark, other line ends and trailing empty lines', async () => {
      const uploads = await Uploads.of(folder, settings);
      const before = await uploads.documents();
      const as = await live(await uploads.upload((text) => text));
      assert.deepEqual(await live(await uploads.upload((text) => `\uFEFF${text}\n\n`.replaceAll('\n', '\r\n'))), as);
      assert.deepEqual(await uploads.documents(), before);
    });
  });
}

describe('another title of every post', () => {
  it('changes every document, which validates the tests above', async () => {
    const uploads = await Uploads.of('examples/weblog', { opml: false });
    const etags = async () => new Set((await uploads.documents()).map(({ etag }) => etag));
    const before = await etags();
    await uploads.upload((text) => text.replace(/^\s*"?title"?\s*[:=]\s*"?/m, '$&New '));
    const after = await etags();
    assert.deepEqual(
      [...after].filter((etag) => before.has(etag)),
      [],
    );
  });
});

describe('another title and icon of the blog', () => {
  function parts(text: string): [head: string, entries: string] {
    const start = text.search(/<(?:entry|item)>|"items": \[/);
    const [head, entries] = start < 0 ? [text, ''] : [text.slice(0, start), text.slice(start)];
    return [head.replace(/<!-- linefeed .*? -->|"_linefeed": \{[^}]*\}/, ''), entries];
  }

  it('change only the heads of feeds and archives', async () => {
    const uploads = await Uploads.of('examples/weblog', { limit: 3, archives: 'all' });
    const feeds = async () => {
      const found = new Map<string, Record<Format, string>>();
      for await (const [folder, texts] of feedsOf(uploads.site)) found.set(folder, texts);
      return found;
    };
    const before = await feeds();
    await uploads.posts.put('linefeed.yaml', Buffer.from('title: The Lamp Room, repainted\nicon: /assets/lens.svg\n'));
    await uploads.run({ keys: [], full: true });
    const after = await feeds();
    assert.deepEqual([...after.keys()], [...before.keys()]);
    for (const [folder, texts] of after) {
      for (const format of FORMATS) {
        const [[head, entries], [oldHead, oldEntries]] = [parts(texts[format]), parts(before.get(folder)?.[format] ?? '')];
        assert.equal(entries, oldEntries, `${folder} ${format}`);
        assert.match(head, /The Lamp Room, repainted/);
        const meaning = (text: string) => text.match(/<(?:updated|lastBuildDate|id)>[^<]*/g);
        assert.deepEqual(meaning(head), meaning(oldHead), `${folder} ${format}`);
      }
    }
    assert.match(after.get('')?.json ?? '', /"icon": "https:\/\/lamproom\.example\/assets\/lens\.svg"/);
  });
});
