import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build, type Metafile } from 'esbuild';
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { RECONCILE_MESSAGE, requeueMessages } from '../../lambda/aws/messages.ts';
import { listAll, type StoredObject } from '../../lambda/stores/store.ts';
import { flac, id3, m4a, mp3, opus, vorbis, wav } from '../support/audio.ts';
import { awsFor, type TestAws, upload } from '../support/aws.ts';
import { Blog, COMMAND, CONFIG, post } from '../support/blog.ts';
import { startFunction } from '../support/function-process.ts';
import { contextOf } from '../support/queue.ts';

/** Bytes that a cold start reads and compiles, before any part on demand. */
const AT_START = 886_000;
/** Bytes of a function's folder, parts on demand included, which a cold start unpacks. */
const IN_ALL = 1_730_000;

/** Bytes that the command loads at its start: commander, and the names of commands and options. */
const COMMAND_AT_START = 65_000;

const folderOf = (name: string) => `dist/functions/${name}`;
const filesOf = (name: string) => readdirSync(folderOf(name)).map((file) => join(folderOf(name), file));

function loadedWith({ outputs }: Metafile, entry: string): Set<string> {
  const loaded = new Set([entry]);
  for (const file of loaded)
    for (const { path, kind } of outputs[file]?.imports ?? []) if (kind === 'import-statement' && outputs[path]) loaded.add(path);
  return loaded;
}

const bytesOf = ({ outputs }: Metafile, files: Iterable<string>): number =>
  [...files].reduce((sum, file) => sum + (outputs[file]?.bytes ?? Number.NaN), 0);

for (const name of ['publish', 'reconcile']) {
  describe(`the bundle of ${name}`, () => {
    let made: Metafile;
    before(async () => {
      const { functionOptions } = await import(pathToFileURL('scripts/bundle.mjs').href);
      const { metafile, outputFiles } = await build({ ...(await functionOptions(name)), write: false, metafile: true });
      // Ensures that this bundle is the deployed one.
      assert.deepEqual(filesOf(name).length, outputFiles?.length);
      for (const { path, contents } of outputFiles ?? []) assert.ok(readFileSync(path).equals(contents), `${path} is outdated`);
      made = metafile ?? assert.fail();
    });

    it('keeps to its budget', (context) => {
      const sizes = filesOf(name).map((file) => ({ file, bytes: statSync(file).size }));
      const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
      const atStart = bytesOf(made, loadedWith(made, `${folderOf(name)}/index.mjs`));
      context.diagnostic(`${name}: ${total} bytes in ${sizes.length} files, ${atStart} of them loaded at the start`);
      assert.ok(atStart <= AT_START, `${name} loads ${atStart} bytes at its start, more than ${AT_START}`);
      assert.ok(total <= IN_ALL, `${name} has ${total} bytes, more than ${IN_ALL}`);
    });

    it('imports only Node modules, and contains no deployment code', () => {
      const outside = Object.values(made.outputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
      assert.ok(outside.length > 0);
      assert.deepEqual(
        outside.filter(({ path }) => !isBuiltin(path)),
        [],
      );
      assert.deepEqual(
        Object.keys(made.inputs).filter((file) => /aws-cdk-lib|constructs|^lib\/|^lambda\/local\//.test(file)),
        [],
      );
    });

    it('contains every module once', () => {
      const files = Object.values(made.outputs).flatMap(({ inputs }) =>
        Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
      );
      assert.deepEqual(files.length, new Set(files).size);
      const places = new Map<string, Set<string>>();
      for (const file of files) {
        const [, place, packageName = ''] = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))/.exec(file) ?? [];
        if (place) places.set(packageName, (places.get(packageName) ?? new Set()).add(place));
      }
      assert.deepEqual(
        [...places].filter(([, { size }]) => size > 1),
        [],
        'packages of two versions',
      );
    });
  });
}

/** By independent parsers. */
async function titlesIn({ site }: TestAws): Promise<Record<'rss' | 'atom' | 'json', (string | undefined)[] | undefined>> {
  const read = async (name: string) => Buffer.from(((await site.get(`public/${name}`)) as StoredObject).bytes).toString();
  return {
    rss: parseRssFeed(await read('rss.xml')).items?.map(({ title }) => title),
    atom: parseAtomFeed(await read('atom.xml')).entries?.map(({ title }) => title?.value),
    json: parseJsonFeed(JSON.parse(await read('feed.json'))).items?.map(({ title }) => title),
  };
}

const allThree = (titles: string[]) => ({ rss: titles, atom: titles, json: titles });

describe('the bundles, each alone in a folder', () => {
  it('publish uploads, and log their results', async (context) => {
    const aws = await awsFor(context);
    const publish = await startFunction(context, folderOf('publish'), aws.variables);
    const reconcile = await startFunction(context, folderOf('reconcile'), aws.variables);
    const { resolve } = createRequire(join(publish.folder, 'index.mjs'));
    assert.throws(() => resolve('@aws-sdk/client-s3'), { code: 'MODULE_NOT_FOUND' });

    await upload(aws, { 'linefeed.yaml': CONFIG, '_posts/2026-01-01-one.md': post('One') });
    await aws.fresh.drain(publish.handler);
    const keys = ['linefeed.yaml', '_posts/2026-01-01-one.md'];
    assert.deepEqual(aws.bulk.bodies, [RECONCILE_MESSAGE, ...requeueMessages(keys)], 'there is no catalog yet');
    assert.deepEqual(await listAll(aws.site, ''), []);
    await aws.bulk.drain(reconcile.handler);
    assert.deepEqual(await titlesIn(aws), allThree(['One']));

    // With parts that are loaded on demand: Liquid and TOML.
    await upload(aws, {
      '_posts/2026-01-02-two.md': post('Two', '', 'See [the first]({% post_url 2026-01-01-one %}), {{ site.title }}.'),
      '_posts/2026-01-03-three.md': '+++\ntitle = "Three"\n+++\n\nAll about three.\n',
    });
    await aws.fresh.drain(publish.handler);
    assert.deepEqual(await titlesIn(aws), allThree(['Three', 'Two', 'One']));
    assert.deepEqual([aws.bulk.bodies, aws.dead.bodies], [[], []]);

    const files = {
      '1.mp3': mp3(36),
      '2.mp3': Buffer.concat([mp3(7.2), Buffer.from('TAGTides'.padEnd(128, '\0'), 'latin1')]),
      '3.m4a': m4a(4, { title: 'Tides' }),
      '4.ogg': vorbis(5, 0, 'Tides'),
      '5.opus': opus(6),
      '6.flac': flac(7),
      '7.wav': wav(8),
    };
    for (const [key, bytes] of Object.entries(files)) await aws.posts.put(key, bytes);
    await aws.posts.put('8.mp3', Buffer.concat([id3({ title: 'Tides', chapters: [[5, 'The goat']] }), mp3(9)]));
    await upload(aws, {
      '_posts/2026-01-04-files.md': post('Files', `enclosures: [${Object.keys(files).map((key) => `/${key}`)}]\n`),
      ...Object.fromEntries(
        ['2.mp3', '3.m4a', '4.ogg', '8.mp3'].map((key, day) => [
          `2026-01-0${day + 5}-${day}.md`,
          `---\naudio: /${key}\n---\n\nOf ${key}\n`,
        ]),
      ),
    });
    await aws.fresh.drain(publish.handler);
    const items = JSON.parse(Buffer.from(((await aws.site.get('public/feed.json')) as StoredObject).bytes).toString()).items as {
      title?: string;
      attachments?: { duration_in_seconds?: number }[];
    }[];
    assert.deepEqual(
      items.map(({ title, attachments = [] }) => [title, ...attachments.map((each) => each.duration_in_seconds)]),
      [['Tides', 9], ['Tides', 5], ['Tides', 4], ['Tides', 7], ['Files', 36, 7, 4, 5, 6, 7, 8], ['Three'], ['Two'], ['One']],
      'kinds of audio, without the omitted parts of the parser',
    );
    await aws.posts.delete('_posts/2026-01-02-two.md');
    for (const key of ['04-files', '05-0', '06-1', '07-2', '08-3'])
      await aws.posts.delete(key === '04-files' ? `_posts/2026-01-${key}.md` : `2026-01-${key}.md`);
    await reconcile.handler(JSON.parse(RECONCILE_MESSAGE), contextOf());
    assert.deepEqual(await titlesIn(aws), allThree(['Three', 'One']), 'by a schedule, without an event');

    const lines = [...publish.log, ...reconcile.log].map((line) => JSON.parse(line));
    const done = lines.filter(({ event }) => event === 'published');
    assert.deepEqual(
      done.map(({ rendered, refused, conflicts }) => [rendered, refused, conflicts]),
      [
        [2, 0, 0],
        [5, 0, 0],
        [1, 0, 0],
        [0, 0, 0],
      ],
    );
  });
});

describe('the bundle of the command', () => {
  it('loads only what a command needs', async (context) => {
    const { commandOptions } = await import(pathToFileURL('scripts/bundle.mjs').href);
    const { metafile = assert.fail() } = await build({ ...(await commandOptions()), outdir: 'dist', write: false, metafile: true });
    const atStart = loadedWith(metafile, 'dist/linefeed.js');
    context.diagnostic(`${bytesOf(metafile, atStart)} bytes in ${atStart.size} files at the start`);
    assert.ok(bytesOf(metafile, atStart) <= COMMAND_AT_START);
    const [ofBuild] = Object.entries(metafile.outputs).filter(([, { entryPoint }]) => entryPoint === 'lambda/local/commands.ts');
    const inputs = [...loadedWith(metafile, ofBuild?.[0] ?? assert.fail())].flatMap((file) =>
      Object.keys(metafile.outputs[file]?.inputs ?? {}),
    );
    assert.ok(inputs.includes('lambda/publish/publish.ts'));
    assert.deepEqual(
      inputs.filter((file) => /@aws-sdk|local\/(?:s3|import|adopt|dev)/.test(file)),
      [],
    );
  });

  it('reads credentials from a profile, unlike the functions', async (context) => {
    const { endpoint, posts, site, variables } = await awsFor(context);
    await posts.put('linefeed.yaml', Buffer.from(CONFIG));
    const { root } = await Blog.create(context);
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = variables;
    const credentials = `[blog]\naws_access_key_id = ${AWS_ACCESS_KEY_ID}\naws_secret_access_key = ${AWS_SECRET_ACCESS_KEY}\n`;
    await writeFile(join(root, 'credentials'), credentials);
    const env = { AWS_PROFILE: 'blog', AWS_SHARED_CREDENTIALS_FILE: join(root, 'credentials') };
    const args = ['reconcile', '--posts-bucket', 'posts', '--bucket', 'site', '--endpoint', endpoint];
    await promisify(execFile)(process.execPath, [COMMAND, ...args], { env });
    assert.ok(await site.head('public/rss.xml'));
  });
});
