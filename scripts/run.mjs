// Builds and runs one entry point: `node scripts/run.mjs test/fuzz/fuzz.main.ts --runs 1000`.
import { pathToFileURL } from 'node:url';
import { scratchBuild } from './scratch-build.mjs';

const [entry, ...rest] = process.argv.slice(2);
const { outputs, close } = await scratchBuild([entry]);
await close();
process.argv.splice(1, process.argv.length - 1, outputs[0], ...rest);
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
await import(pathToFileURL(outputs[0]).href);
