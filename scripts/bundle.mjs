// How everything is bundled. From the project's root.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';

/** Names everything that decides how a post is rendered; see RENDERER_VERSION. */
async function rendererVersion() {
  const files = await readdir('lambda/core', { recursive: true });
  const sources = files.filter((file) => file.endsWith('.ts')).sort();
  const hash = createHash('sha256');
  for (const path of ['package-lock.json', ...sources.map((file) => `lambda/core/${file}`)]) hash.update(await readFile(path));
  return hash.digest('hex').slice(0, 12);
}

export async function bundleOptions() {
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  return {
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'linked',
    logLevel: 'warning',
    define: { RENDERER_BUILD: JSON.stringify(await rendererVersion()), LINEFEED_VERSION: JSON.stringify(version) },
    // ES modules where a package has them: only what is used is bundled, and parts on demand stay apart.
    mainFields: ['module', 'main'],
    // What packages bring along and never call here: inline styles are not parsed, nothing is serialised, `feed` reads no XML, no
    // form's dates are cleaned, and there is no browser to be recognised. And one copy serves those who import and those who require, or ask for another version.
    alias: {
      postcss: './scripts/absent.mjs',
      'dom-serializer': './scripts/absent.mjs',
      sax: './scripts/absent.mjs',
      bowser: './scripts/absent.mjs',
      dayjs: './scripts/absent.mjs',
      htmlparser2: './node_modules/htmlparser2/dist/esm/index.js',
      'entities/decode': './node_modules/entities/dist/esm/decode.js',
      entities: './node_modules/entities/dist/esm/index.js',
    },
    // CommonJS dependencies call require(), which ES modules lack.
    banner: { js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);" },
  };
}

/** The construct, with the functions beside it. */
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
 * Parts of packages that are never called here: YAML is read, not written, and Node has the digests that the SDK has in JavaScript for where
 * there are none. Paths inside of a package, which `alias` does not know.
 */
const leftOut = {
  name: 'left-out',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/](?:js-yaml[\\/]dumper|Sha1Js|Sha256Js)\.js$/ }, () => ({
      contents:
        "const absent = () => { throw new Error('this part was left out of the bundle'); };\nmodule.exports = { dump: absent, safeDump: absent };",
    })),
};

/** A Lambda function, as it is deployed: everything in one folder. */
export async function functionOptions(name) {
  const common = await bundleOptions();
  return {
    ...common,
    entryPoints: { index: `lambda/${name}-handler.ts` },
    outdir: `dist/functions/${name}`,
    outExtension: { '.js': '.mjs' },
    minify: true,
    sourcemap: false,
    plugins: [leftOut],
    alias: { ...common.alias, '@aws-sdk/credential-provider-node': './scripts/environment-credentials.mjs' },
  };
}
