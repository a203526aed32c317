#!/usr/bin/env node
// Checks the version of Node before a newer one is needed to parse the program: this file has only syntax that Node 10 knows.
const oldest = require('../package.json').engines.node.replace(/^\D*/, '');
const found = process.versions.node;

/** Whether a version is at least another one: `20.12.2`, `20.12` */
function isAtLeast(version, least) {
  const [major, minor] = version.split('.').map(Number);
  const [leastMajor, leastMinor] = least.split('.').map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

if (isAtLeast(found, oldest)) {
  // Node 22.1 and later.
  const { enableCompileCache } = require('node:module');
  // Compiled code is valid only with the flags of V8 that it was made with.
  import('./tier-up.js')
    .then(() => {
      if (enableCompileCache) enableCompileCache();
      return import('./linefeed.js');
    })
    .catch((error) => {
      console.error(error);
      process.exitCode = 1;
    });
} else {
  console.error(`linefeed needs Node ${oldest} or later, and this is Node ${found}; install a newer Node`);
  process.exitCode = 2;
}
