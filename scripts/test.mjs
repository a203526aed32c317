// Builds and runs tests; see HELP.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { constants } from 'node:os';
import { parseArgs } from 'node:util';
import { scratchBuild } from './scratch-build.mjs';

const HELP = `usage: npm test [-- [--kind=browser|tools] [--watch] [<part of a file name> …]]

  npm test                      every test
  npm test -- core/catalog      the test files with this in their path
  npm test -- --watch text/date     again after each change

The kinds browser and tools need Chromium and other Debian packages.
`;

const { values, positionals } = parseArgs({
  options: {
    kind: { type: 'string', default: 'test' },
    watch: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
  allowPositionals: true,
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const entries = readdirSync('test', { recursive: true })
  .map((file) => `test/${file}`)
  .filter((file) => file.endsWith(`.${values.kind}.ts`) && (positionals.length === 0 || positionals.some((part) => file.includes(part))))
  .sort();
if (entries.length === 0) throw new Error(`no *.${values.kind}.ts below test/ has "${positionals.join('" or "')}" in its path`);

const { outputs, watch, close } = await scratchBuild(entries);
if (values.watch) await watch();
else await close();

const flags = ['--enable-source-maps', '--test', ...(values.watch ? ['--watch'] : [])];
const runner = spawn(process.execPath, [...flags, ...outputs], {
  stdio: 'inherit',
  // The SDK would print this in each test file.
  env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => runner.kill(signal));
runner.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
