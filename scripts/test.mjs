// Builds and runs tests: `node scripts/test.mjs [--kind=browser|tools] [--watch] [part of a file name …]`. The kinds `browser` and `tools`
// need Chromium and other Debian packages; without a kind, npm packages are enough.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { constants } from 'node:os';
import { parseArgs } from 'node:util';
import { scratchBuild } from './scratch-build.mjs';

const { values, positionals } = parseArgs({
  options: { kind: { type: 'string', default: 'test' }, watch: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const entries = readdirSync('test', { recursive: true })
  .map((file) => `test/${file}`)
  .filter((file) => file.endsWith(`.${values.kind}.ts`) && (positionals.length === 0 || positionals.some((part) => file.includes(part))))
  .sort();
if (entries.length === 0) throw new Error(`no ${values.kind} file has "${positionals.join('" or "')}" in its name`);

const { outputs, watch, close } = await scratchBuild(entries);
if (values.watch) await watch();
else await close();

const flags = ['--enable-source-maps', '--test', ...(values.watch ? ['--watch'] : [])];
const runner = spawn(process.execPath, [...flags, ...outputs], {
  stdio: 'inherit',
  // Which Node is supported is decided in package.json, and not reported by each test file.
  env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => runner.kill(signal));
runner.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
