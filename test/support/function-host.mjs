// Runs a function as Lambda does: `node function-host.mjs bundle/index.mjs` calls its handler for each event that its parent sends.
import { pathToFileURL } from 'node:url';

const { handler } = await import(pathToFileURL(process.argv[2]));

process.on('message', async ({ event, requestId, timeout }) => {
  const end = Date.now() + timeout;
  const context = { awsRequestId: requestId, getRemainingTimeInMillis: () => end - Date.now() };
  const answer = await handler(event, context).then(
    (result) => ({ result }),
    (error) => ({ error: error.message }),
  );
  process.send({ ...answer, peak: process.resourceUsage().maxRSS * 1024 });
});
process.send({ ready: true });
