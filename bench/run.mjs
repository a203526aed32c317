// npm run bench [-- build | requests | burst | fleet | schedule]
const [what = 'build'] = process.argv.slice(2);
const BENCHES = {
  build: './build.mjs',
  requests: '../build/bench/requests.main.js',
  burst: '../build/bench/burst.main.js',
  fleet: '../build/bench/fleet.main.js',
  schedule: '../build/bench/schedule.main.js',
};
if (!Object.hasOwn(BENCHES, what)) {
  console.error(`bench: there is no ${what}; there are ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
await import(BENCHES[what]);
