// Makes a release from a clean work tree: `npm run release -- patch | minor | major | 1.2.3`. Sets the version, dates the
// CHANGELOG, commits, tags and packs. Does not publish: push the commit and the tag, and publish the tarball.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const PARTS = ['major', 'minor', 'patch'];

/**
 * @param {string} current `1.2.3`
 * @param {string} wanted `patch`, `minor`, `major`, or a version
 */
export function nextVersion(current, wanted) {
  if (/^\d+\.\d+\.\d+$/.test(wanted ?? '')) return wanted;
  const part = PARTS.indexOf(wanted);
  if (part < 0) throw new Error(`expected patch, minor, major or a version such as 1.2.3, got ${wanted ?? 'nothing'}`);
  return current
    .split('.')
    .map((number, index) => (index < part ? number : index === part ? Number(number) + 1 : 0))
    .join('.');
}

/**
 * Moves the unreleased changes below a version and a date.
 * @param {string} changelog in the format of Keep a Changelog
 * @param {string} day `2026-11-28`
 */
export function datedChangelog(changelog, version, day) {
  const [before, after, ...more] = changelog.split('## [Unreleased]\n');
  if (after === undefined || more.length > 0) throw new Error('CHANGELOG.md needs exactly one section ## [Unreleased]');
  const changes = after.split(/^## \[/m)[0];
  if (!/^- /m.test(changes)) throw new Error('CHANGELOG.md lists no unreleased change; there is nothing to release');
  return `${before}## [Unreleased]\n\n## [${version}] - ${day}\n${after}`;
}

function release(wanted) {
  const run = (...command) => execFileSync(command[0], command.slice(1), { encoding: 'utf8' }).trim();
  if (run('git', 'status', '--porcelain') !== '') throw new Error('the work tree is not clean; commit or stash first');
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const next = nextVersion(version, wanted);
  const changelog = datedChangelog(readFileSync('CHANGELOG.md', 'utf8'), next, new Date().toISOString().slice(0, 10));
  run('npm', 'version', next, '--no-git-tag-version');
  writeFileSync('CHANGELOG.md', changelog);
  run('node', 'scripts/build.mjs');
  run('git', 'commit', '--all', '--message', `chore: release ${next}`);
  run('git', 'tag', '--annotate', `v${next}`, '--message', `v${next}`);
  console.log(run('npm', 'pack', '--ignore-scripts'));
}

if (process.argv[1]?.endsWith('release.mjs')) {
  try {
    release(process.argv[2]);
  } catch (error) {
    console.error(`release: ${error.message}`);
    process.exitCode = 2;
  }
}
