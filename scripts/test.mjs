// Builds and runs the tests: `node scripts/test.mjs [--browser] [part of a file name]`. With --browser those that need Chromium, else those that need npm packages only.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import './build.mjs';

const [pattern = ''] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const ending = process.argv.includes('--browser') ? '.browser.js' : '.test.js';
const files = readdirSync('build/test', { recursive: true })
  .filter((file) => file.endsWith(ending) && file.includes(pattern))
  .map((file) => `build/test/${file}`)
  .sort();

const { status } = spawnSync(process.execPath, ['--enable-source-maps', '--test', '--test-timeout=300000', ...files], { stdio: 'inherit' });
process.exitCode = status ?? 1;
