// Options of all bundles. Paths are relative to the project's root.
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { build } from 'esbuild';

// CommonJS dependencies call require(), which ES modules lack.
const REQUIRE = "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);\n";

const SHARED = {
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: 'linked',
  logLevel: 'warning',
  // ES modules allow tree shaking and code splitting.
  mainFields: ['module', 'main'],
  // Packages that are never called: no inline style is parsed, no HTML or form data serialized, no XML read by `feed`, no browser
  // detected, and file types are known. The others get one copy for `import` and `require`, whatever version is requested.
  alias: {
    postcss: './scripts/absent.mjs',
    'dom-serializer': './scripts/absent.mjs',
    sax: './scripts/absent.mjs',
    bowser: './scripts/absent.mjs',
    'file-type': './scripts/absent.mjs',
    debug: './scripts/quiet.mjs',
    dayjs: './scripts/absent.mjs',
    htmlparser2: './node_modules/htmlparser2/dist/index.js',
    'entities/decode': './node_modules/entities/dist/esm/decode.js',
    entities: './node_modules/entities/dist/esm/index.js',
  },
  banner: { js: REQUIRE.trim() },
};

/** Entry points of everything that affects parsing and rendering. */
const RENDERER = ['lambda/core/post/post.ts', 'lambda/core/entry/entry.ts', 'lambda/core/site/render-inputs.ts'];

let rendererDigest;

/**
 * Version of the renderer; a deployment with another version renders every post again. It is the digest of the renderer's
 * minified code with its packages, so comments, other code and development tools do not change it.
 * @param {import('esbuild').Plugin[]} plugins for tests that edit sources
 */
export async function rendererVersion(plugins = []) {
  const { outputFiles } = await build({
    ...SHARED,
    entryPoints: RENDERER,
    outdir: 'dist',
    minify: true,
    sourcemap: false,
    write: false,
    define: { RENDERER_BUILD: '""', LINEFEED_VERSION: '""' },
    plugins,
  });
  const hash = createHash('sha256');
  for (const { path, hash: content } of outputFiles.sort((a, b) => (a.path < b.path ? -1 : 1)))
    hash.update(`${path.split('/').at(-1)} ${content}\n`);
  return hash.digest('hex').slice(0, 12);
}

/** markdown-it's release defines each token field with a Babel helper, a tenth of the time of Markdown; assignments are equivalent. */
const plainFields = {
  name: 'plain-fields',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]markdown-it[\\/]dist[\\/]markdown-it\.mjs$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace(/_defineProperty\(\s*this,\s*(?:\/\*[\s\S]*?\*\/\s*)?"(\w+)",/g, '(this.$1 =');
      if (contents === source) throw new Error(`${path} defines no fields by _defineProperty any more: remove this plugin`);
      return { contents };
    }),
};

export async function bundleOptions() {
  rendererDigest ??= rendererVersion();
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  const define = { RENDERER_BUILD: JSON.stringify(await rendererDigest), LINEFEED_VERSION: JSON.stringify(version) };
  return { ...SHARED, define, plugins: [plainFields] };
}

export const commandOptions = async () => ({
  ...(await bundleOptions()),
  entryPoints: { 'tier-up': 'bin/tier-up.ts', linefeed: 'bin/linefeed.ts', worker: 'lambda/local/worker.ts' },
  minify: true,
});

export const constructOptions = () => ({
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  external: ['aws-cdk-lib', 'constructs'],
  define: { 'import.meta.url': 'fileAddress' },
  banner: { js: "const fileAddress = require('node:url').pathToFileURL(__filename).href;" },
});

/**
 * CloudFront Functions, `<name>.ts` -> `<name>.js`: one script each, without imports. Their runtime lacks the syntax that
 * `supported` disables (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html);
 * esbuild rewrites it, or fails.
 */
export const edgeOptions = () => ({
  bundle: true,
  format: 'esm',
  target: 'es2019',
  supported: { class: false, destructuring: false, 'object-rest-spread': false, 'array-spread': false, generator: false },
  logLevel: 'warning',
  entryPoints: ['lib/edge/viewer-request.ts', 'lib/edge/viewer-response.ts', 'lib/edge/media-request.ts'],
  write: false,
});

const ABSENT = "const absent = () => { throw new Error('this part was left out of the bundle'); };";

/**
 * Unused parts of packages: rare audio formats, genre names, all tag names but the title, YAML and TOML writers, the XML reader,
 * the SDK's digests (Node has them), and event streams.
 * `alias` cannot name paths inside a package. Clients read only the version of their `package.json`.
 */
const leftOut = {
  name: 'left-out',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/](?:js-yaml[\\/]dumper|xml-js[\\/]lib[\\/]xml2js(?:on)?|Sha1Js|Sha256Js)\.js$/ }, () => ({
      contents: `${ABSENT}\nmodule.exports = { dump: absent, safeDump: absent };`,
    }));
    onLoad({ filter: /[\\/]smol-toml[\\/]dist[\\/]stringify\.js$/ }, () => ({ contents: `${ABSENT}\nexport { absent as stringify };` }));
    onLoad(
      {
        filter: /[\\/]music-metadata[\\/]lib[\\/]\w+[\\/](?:AiffParser|AsfParser|DsdiffParser|DsfParser|MusepackParser|WavPackParser)\.js$/,
      },
      ({ path }) => ({
        contents: `${ABSENT}\nexport { absent as ${/(\w+)\.js$/.exec(path)[1].replace('Aiff', 'AIFF')} };`,
      }),
    );
    // Called for each file whose end can be read.
    onLoad({ filter: /[\\/]music-metadata[\\/]lib[\\/]apev2[\\/]APEv2Parser\.js$/ }, () => ({
      contents: 'export class APEv2Parser { static async findApeFooterOffset() {} }',
    }));
    onLoad({ filter: /[\\/]music-metadata[\\/]lib[\\/]\w+[\\/](?:APEv2|Asf)TagMapper\.js$/ }, ({ path }) => ({
      contents: `export class ${/(\w+)\.js$/.exec(path)[1]} { tagTypes = []; }`,
    }));
    onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
    onLoad({ filter: /[\\/]music-metadata[\\/]lib[\\/].*(?:ID3v1Parser|(?:ID3v24|MP4|Vorbis)TagMapper)\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace(/^ {4}(?:'[^']+'|\w+): '(?!title')[^']*',?\n/gm, '').replace(/(Genres = \[)[^\]]*/, '$1');
      if (contents === source) throw new Error(`${path} has no names to leave out any more: correct this filter`);
      return { contents };
    });
    onLoad({ filter: /[\\/]event-streams[\\/].*(?:EventStreamSerde|HeaderMarshaller)\.js$/ }, ({ path }) => ({
      contents: `export class ${path.includes('Header') ? 'HeaderMarshaller' : 'EventStreamSerde'} {}`,
    }));
  },
};

/** Adds `REQUIRE` only where it is used: in each of 100 files, it adds 14 KB to a function. */
const requireWhereUsed = {
  name: 'require-where-used',
  setup: ({ initialOptions, onEnd }) => {
    const { write = true } = initialOptions;
    Object.assign(initialOptions, { banner: {}, write: false, metafile: true });
    onEnd(async ({ outputFiles = [], metafile }) => {
      for (const file of outputFiles) {
        if (/\brequire\b/.test(file.text)) {
          file.contents = Buffer.concat([Buffer.from(REQUIRE), file.contents]);
          metafile.outputs[relative('', file.path)].bytes += REQUIRE.length;
        }
        if (!write) continue;
        await mkdir(dirname(file.path), { recursive: true });
        await writeFile(file.path, file.contents);
      }
    });
  },
};

/** A Lambda function, in one folder. */
export async function functionOptions(name) {
  const common = await bundleOptions();
  return {
    ...common,
    entryPoints: { index: `lambda/functions/${name}-handler.ts`, 'isolated-render-worker': 'lambda/publish/isolated-render-worker.ts' },
    outdir: `dist/functions/${name}`,
    outExtension: { '.js': '.mjs' },
    minify: true,
    sourcemap: false,
    plugins: [...common.plugins, leftOut, requireWhereUsed],
    alias: { ...common.alias, '@aws-sdk/credential-provider-node': './scripts/environment-credentials.mjs' },
  };
}
