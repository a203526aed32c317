// Builds and runs the tests: `node scripts/test.mjs [--kind=browser|tools] [part of a file name]`. Those that need Chromium, or tools
// that Debian has; else those that need npm packages only.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import './build.mjs';

const [pattern = ''] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const [kind = 'test'] = process.argv.flatMap((argument) => (argument.startsWith('--kind=') ? [argument.slice('--kind='.length)] : []));
const files = readdirSync('build/test', { recursive: true })
  .filter((file) => file.endsWith(`.${kind}.js`) && file.includes(pattern))
  .map((file) => `build/test/${file}`)
  .sort();
if (files.length === 0) throw new Error(`no ${kind} file has "${pattern}" in its name`);

// Said once, where it is decided which Node is supported, not for each test file.
const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
const { status } = spawnSync(process.execPath, ['--enable-source-maps', '--test', '--test-timeout=300000', ...files], {
  stdio: 'inherit',
  env,
});
process.exitCode = status ?? 1;
