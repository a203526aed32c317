/** The rules of the architecture, checked on imports, types included. ARCHITECTURE.md lists them. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, it } from 'node:test';

interface Source {
  file: string;
  /** Relative to the root. */
  files: string[];
  packages: string[];
}

const IMPORT = /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s*'([^']+)'|(?:^|\n)import\s*'([^']+)'|import\('([^']+)'\)/g;

const packageOf = (specifier: string): string =>
  specifier.startsWith('node:')
    ? specifier
    : specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');

const codeOf = (file: string): string => readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*/gm, '');

function read(file: string): Source {
  const specifiers = [...codeOf(file).matchAll(IMPORT)].map((found) => found[1] ?? found[2] ?? found[3] ?? '');
  const own = specifiers.filter((specifier) => specifier.startsWith('.'));
  const others = specifiers.filter((specifier) => !specifier.startsWith('.'));
  return { file, files: own.map((specifier) => normalize(join(dirname(file), specifier))), packages: others.map(packageOf) };
}

const sources = ['bin', 'lambda', 'lib']
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
  .map(read);

const within = (folder: string) => sources.filter(({ file }) => file.startsWith(folder));

describe('architecture', () => {
  it('finds the sources and their imports', () => {
    assert.ok(sources.length > 40);
    const pending = sources.find(({ file }) => file === 'lambda/publish/write-pending.ts');
    assert.ok(pending?.files.includes('lambda/publish/clear-pending.ts') && pending.packages.includes('p-map'));
  });

  it('has one importer for each library with its own job', () => {
    const importers: Record<string, string> = {
      '@aws-sdk/client-s3': 'lambda/stores/s3.ts',
      '@aws-sdk/client-scheduler': 'lambda/aws/scheduler.ts',
      '@aws-sdk/client-sqs': 'lambda/aws/sqs-queue.ts',
      '@aws-sdk/client-eventbridge': 'lambda/aws/event-bus.ts',
      feed: 'lambda/core/feed/render.ts',
      saxes: 'lambda/core/feed/parse-xml.ts',
      'gray-matter': 'lambda/core/post/front-matter.ts',
      picomatch: 'lambda/core/post/selection.ts',
      'js-yaml': 'lambda/core/text/data-text.ts',
      'smol-toml': 'lambda/core/text/data-text.ts',
      '@date-fns/tz': 'lambda/core/text/date.ts',
      'fastest-levenshtein': 'lambda/core/text/fields.ts',
      commander: 'bin/options.ts',
      'yocto-spinner': 'lambda/local/progress.ts',
      'sanitize-html': 'lambda/core/html/html.ts',
      'markdown-it': 'lambda/core/markdown/markdown.ts',
      liquidjs: 'lambda/core/liquid/engine.ts',
    };
    for (const [name, importer] of Object.entries(importers)) {
      const found = sources.filter(({ packages }) => packages.includes(name)).map(({ file }) => file);
      assert.deepEqual(found, [importer], `importers of ${name}`);
    }
  });

  it('keeps the core pure: no file system, network, environment, clock or randomness', () => {
    const allowed = new Set(['node:crypto', 'node:zlib']);
    for (const { file, files, packages } of within('lambda/core/')) {
      assert.deepEqual(
        packages.filter((name) => name.startsWith('node:') && !allowed.has(name)),
        [],
        file,
      );
      assert.deepEqual(
        files.filter((imported) => !imported.startsWith('lambda/core/')),
        [],
        file,
      );
      const text = codeOf(file);
      assert.doesNotMatch(text, /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomBytes\(|\bprocess\.|\bsetTimeout\(|\bfetch\(/, file);
    }
  });

  it('has a vocabulary without dependencies', () => {
    const vocabulary = ['body-options', 'feed-options', 'media', 'taxonomies'].map((name) => `lambda/core/${name}.ts`);
    const [model, ...parts] = ['lambda/core/model.ts', ...vocabulary].map((name) => sources.find(({ file }) => file === name));
    assert.deepEqual([[...new Set(model?.files)], model?.packages], [vocabulary, []]);
    for (const part of parts) assert.deepEqual([part?.files, part?.packages], [[], []]);
  });

  it('has stages of the core that depend only downwards', () => {
    const layers = ['tree', 'text', 'post', 'site', 'liquid', 'shortcodes', 'markdown', 'html', 'feed', 'page', 'entry', 'catalog'];
    for (const { file, files } of within('lambda/core/')) {
      const layer = layers.indexOf(file.split('/')[2] ?? '');
      if (layer < 0) continue;
      const above = files.filter((imported) => layers.indexOf(imported.split('/')[2] ?? '') > layer);
      assert.deepEqual(above, [], `${file} imports from a later stage`);
    }
  });

  it('has rooms that import only from those below', () => {
    // From top to bottom. Rooms of one line do not import each other.
    const floors = [
      ['bin'],
      ['lib', 'local', 'functions'],
      ['batch'],
      ['publish'],
      ['state'],
      ['stores'],
      ['aws', 'net'],
      ['keys.ts', 'http-headers.ts'],
      ['core'],
    ];
    const roomOf = (file: string): string => file.split('/')[file.startsWith('lambda/') ? 1 : 0] ?? '';
    const floorOf = (room: string): number => floors.findIndex((rooms) => rooms.includes(room));
    for (const { file, files } of sources) {
      const room = roomOf(file);
      assert.ok(floorOf(room) >= 0, `${file} is in an unknown room`);
      for (const imported of files) {
        const other = roomOf(imported);
        if (other === room) continue;
        assert.ok(floorOf(other) > floorOf(room), `${file} imports ${imported}`);
      }
    }
  });

  it('keeps stores behind the port', () => {
    for (const { file, files } of sources) {
      const composes = /^lambda\/(local|functions|stores)\//.test(file);
      const stores = files.filter((imported) => imported.startsWith('lambda/stores/') && imported !== 'lambda/stores/store.ts');
      if (!composes) assert.deepEqual(stores, [], file);
      if (file.startsWith('lambda/stores/'))
        assert.deepEqual(
          // Listings have the order of the catalog's keys.
          files.filter((imported) => imported.startsWith('lambda/core/') && imported !== 'lambda/core/key-order.ts'),
          [],
          file,
        );
    }
  });

  it('lets lib import from lambda only what both must agree on', () => {
    const leaves = ['core/document-names', 'aws/environment', 'http-headers', 'keys', 'aws/messages', 'aws/metric-names'].map(
      (name) => `lambda/${name}.ts`,
    );
    const libraries = new Set(['aws-cdk-lib', 'constructs', 'node:url']);
    const deployment = within('lib/').filter(({ file }) => !file.startsWith('lib/app/'));
    assert.ok(deployment.length > 10);
    for (const { file, files, packages } of deployment) {
      const strangers = files.filter((imported) => !imported.startsWith('lib/') && !leaves.includes(imported));
      assert.deepEqual([strangers, packages.filter((name) => !libraries.has(name))], [[], []], file);
    }
    // Only the app reads the configuration with the publisher's code; the construct does not load it.
    for (const { file, files } of sources.filter(({ file }) => !file.startsWith('lib/app/') && file !== 'bin/app.ts')) {
      const reach = files.filter((imported) => imported.startsWith('lib/app/'));
      assert.deepEqual(reach, [], file);
    }
    const reading = ['core/model', 'core/site/config', 'core/text/fields'].map((name) => `lambda/${name}.ts`);
    for (const { file, files } of within('lib/app/')) {
      const strangers = files.filter((imported) => !imported.startsWith('lib/') && !reading.includes(imported));
      assert.deepEqual(strangers, [], file);
    }
    const others = sources.filter(({ file }) => !file.startsWith('lib/') && file !== 'bin/app.ts');
    for (const { file, packages } of others) assert.ok(!packages.includes('aws-cdk-lib') && !packages.includes('constructs'), file);
    // These files import only types.
    for (const leaf of leaves) assert.doesNotMatch(codeOf(leaf), /^import (?!type )/m, leaf);
  });

  it('has no import cycle', () => {
    const graph = new Map(sources.map(({ file, files }) => [file, files]));
    const done = new Set<string>();
    const visit = (file: string, path: string[]): void => {
      assert.ok(!path.includes(file), `cycle: ${[...path, file].join(' -> ')}`);
      if (done.has(file)) return;
      for (const imported of graph.get(file) ?? []) visit(imported, [...path, file]);
      done.add(file);
    };
    for (const file of graph.keys()) visit(file, []);
  });

  it('has no file over 250 lines', () => {
    for (const { file } of sources) assert.ok(readFileSync(file, 'utf8').split('\n').length <= 251, `${file} has more than 250 lines`);
  });
});
