/** Documents of a blog with thousands of attacks contain nothing that a browser runs, as judge.ts defines it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseFeed } from 'feedsmith';
import { postSelector } from '../../lambda/core/post/selection.ts';
import type { MemoryStore } from '../../lambda/stores/memory.ts';
import { listAll, UNCHANGED } from '../../lambda/stores/store.ts';
import { feedsOf } from '../support/published.ts';
import { catalogOf } from '../support/whole-catalog.ts';
import { type HostileGenerator, hostilePosts, type Published, publishHostile, publishSite } from './hostile-blog.ts';
import { addressesIn, faults, shapeOf } from './judge.ts';
import { HTML_VECTORS, TEXT_VECTORS } from './vectors.ts';

interface Shown {
  name: string;
  html: string[];
  links: (string | undefined)[];
}

function itemsOf(text: string): Shown[] {
  const parsed = parseFeed(text);
  if (parsed.format === 'rss') {
    return (parsed.feed.items ?? []).map(({ title, link, guid, description, content, atom }) => ({
      name: `rss ${title}`,
      html: [description ?? '', content?.encoded ?? ''],
      links: [link, guid?.isPermaLink === false ? undefined : guid?.value, ...(atom?.links ?? []).map(({ href }) => href)],
    }));
  }
  if (parsed.format === 'atom') {
    return (parsed.feed.entries ?? []).map(({ title, links, content, authors }) => ({
      name: `atom ${title?.value}`,
      html: [content?.value ?? ''],
      links: [...(links ?? []).map(({ href }) => href), ...(authors ?? []).map(({ uri }) => uri)],
    }));
  }
  if (parsed.format !== 'json') throw new Error(parsed.format);
  return (parsed.feed.items ?? []).map((item) => ({
    name: `json ${item.title}`,
    html: [item.content_html ?? ''],
    links: [item.url, item.external_url, item.image, item.banner_image, ...(item.authors ?? []).map(({ url }) => url)],
  }));
}

const isWeb = (link: string): boolean => URL.canParse(link) && /^https?:$/.test(new URL(link).protocol);

async function textOf(site: MemoryStore, key: string): Promise<string> {
  const object = await site.get(key);
  assert.ok(object && object !== UNCHANGED, key);
  return Buffer.from(object.bytes).toString();
}

/** With the OPML. */
const pagesOf = async (site: MemoryStore): Promise<[key: string, text: string][]> => {
  const keys = (await listAll(site, 'public/')).map(({ key }) => key).filter((key) => /\.(?:html|opml)$/.test(key));
  return Promise.all(keys.map(async (key): Promise<[string, string]> => [key, await textOf(site, key)]));
};

const published = new Map<HostileGenerator, Published>();
const blogOf = async (generator: HostileGenerator): Promise<Published> => {
  const known = published.get(generator) ?? (await publishHostile(generator));
  published.set(generator, known);
  return known;
};

for (const generator of ['jekyll', 'linefeed'] as const) {
  describe(`attacks in posts of ${generator}`, () => {
    it('are published safely or refused one by one, and none is lost', async () => {
      const { report, posts } = await blogOf(generator);
      assert.deepEqual([report.failed, [...report.unread]], [[], []]);
      const rows = (await catalogOf(report)).posts;
      assert.equal(Object.keys(rows).length, Object.keys(posts).filter(postSelector(report.head.site)).length);
      for (const [key, { state, problems }] of Object.entries(rows)) {
        if (state === 'live') continue;
        // Ids and addresses may be equal after normalization; two such posts are copies.
        assert.ok(state === 'rejected' || (state === 'duplicate' && /-(?:id|slug|permalink)-/.test(key)), `${key} is ${state}`);
        assert.ok(
          problems.length > 0 && problems.every(({ message }) => !/Linefeed failed/.test(message)),
          `${key}: ${problems[0]?.message}`,
        );
      }
    });

    it('leave nothing executable in any feed', async () => {
      const { site, report } = await blogOf(generator);
      const live = Object.values((await catalogOf(report)).posts).filter(({ state }) => state === 'live').length;
      const found: string[] = [];
      const seen = new Set<string>();
      for await (const [folder, texts] of feedsOf(site)) {
        for (const text of Object.values(texts)) {
          const items = itemsOf(text);
          if (folder === '') assert.equal(items.length, live);
          for (const { name, html, links } of items) {
            for (const each of html.filter((each) => !seen.has(each))) found.push(...faults(each).map((fault) => `${name}: ${fault}`));
            for (const each of html) seen.add(each);
            for (const link of links) if (link !== undefined && !isWeb(link)) found.push(`${name}: ${link}`);
          }
        }
      }
      assert.ok(seen.size > 500);
      assert.deepEqual(found, []);
    });

    it('add no element and no address to pages', async () => {
      const { site } = await blogOf(generator);
      const harmless = await publishSite({});
      assert.ok(harmless);
      const usual = new Set((await pagesOf(harmless.site)).flatMap(([, text]) => [...shapeOf(text)]));
      const pages = await pagesOf(site);
      assert.ok(pages.length > 1);
      for (const [key, text] of pages) {
        assert.deepEqual(
          [...shapeOf(text)].filter((shape) => !usual.has(shape)),
          [],
          key,
        );
        const odd = addressesIn(text).filter(
          (address) => /^\s*(?:javascript|data(?!:,$)|vbscript):/i.test(address) || /^(?:\w+:)?\/\/[^/]*evil\.example/.test(address),
        );
        assert.deepEqual(odd, [], key);
      }
    });
  });
}

describe('attacks in a configuration', () => {
  const settings = [
    'title',
    'description',
    'copyright',
    'author',
    'icon',
    'logo',
    'link',
    'feedLink',
    'language',
    'permalink',
    'excerptSeparator',
  ];
  it('become text, or are refused', async () => {
    const harmless = await publishSite({ author: 'Ada', icon: '/x.png', copyright: 'x' });
    assert.ok(harmless);
    const usual = new Set((await pagesOf(harmless.site)).flatMap(([, text]) => [...shapeOf(text)]));
    let refused = 0;
    for (const name of settings) {
      for (const text of TEXT_VECTORS) {
        const blog = await publishSite({ [name]: text });
        if (!blog) {
          refused += 1;
          continue;
        }
        assert.deepEqual(blog.report.failed, [], `${name}: ${text}`);
        for (const [key, page] of await pagesOf(blog.site)) {
          assert.deepEqual(
            [...shapeOf(page)].filter((shape) => !usual.has(shape)),
            [],
            `${key} ${name}: ${text}`,
          );
          assert.deepEqual(
            addressesIn(page).filter((address) => /^\s*(?:javascript|vbscript):/i.test(address)),
            [],
          );
        }
      }
    }
    assert.ok(refused > 0 && refused < settings.length * TEXT_VECTORS.length);
  });
});

describe('the judge', () => {
  it('finds faults in unsanitized attacks', () => {
    const attacks = HTML_VECTORS.filter((html) => /<\s*(?:img|script|svg|iframe|a|b)[^>]*(?:tripped|evil)/i.test(html));
    const missed = attacks.filter((html) => faults(html).length === 0);
    assert.ok(attacks.length > 300);
    assert.ok(missed.length < attacks.length / 10, missed.join('\n'));
  });
  it('finds none in valid HTML of posts', () => {
    const html =
      '<p id="e0123abcd-x">a <a href="#e0123abcd-x">y</a> <a href="https://x.example/?a=1&amp;b">b</a><img src="https://x.example/c.png" alt="d" /></p><pre><code class="language-js">e &lt;</code></pre>';
    assert.deepEqual(faults(html), []);
    assert.deepEqual(faults('<math display="block"><mi>a</mi></math>'), []);
  });
  it('finds unprefixed names, misplaced MathML, and frames with other paths', () => {
    for (const html of [
      '<p id="x">',
      '<a name="e0123abcd-">',
      '<mi>a</mi>',
      '<math><maction>a</maction></math>',
      '<math href="/x"></math>',
    ])
      assert.equal(faults(html).length, 1, html);
    assert.equal(faults('<iframe src="https://www.youtube.com/redirect?q=https://x.example/">').length, 1);
  });
  it('has more than 2,000 different vectors', () => {
    assert.ok(new Set(Object.values(hostilePosts('jekyll'))).size > 2_000);
  });
});
