import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { it } from 'node:test';
import { CLIENT_OPTIONS } from '../../lambda/aws/client-options.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { S3Store, s3Client } from '../../lambda/stores/s3.ts';
import type { StoredObject } from '../../lambda/stores/store.ts';
import { atOnce, clientFor, startS3 } from '../support/s3.ts';

it('the client has a connection timeout of 3 s, a socket timeout of 10 s and five attempts, for a run of 60 s', async () => {
  const client = clientFor('http://127.0.0.1:9', atOnce(1));
  // The SDK applies its options at its first request.
  await assert.rejects(new S3Store({ client, bucket: 'b' }).get('a'), /ECONNREFUSED/);
  const handler = client.config.requestHandler as unknown as { httpHandlerConfigs(): Record<string, number> };
  const { connectionTimeout, socketTimeout } = handler.httpHandlerConfigs();
  assert.deepEqual([connectionTimeout, socketTimeout], [3_000, 10_000]);
  assert.equal(await s3Client({ endpoint: 'http://127.0.0.1:9' }).config.maxAttempts(), 5);
});

it('a server that accepts requests and never responds is a timeout, retried like any error', async (context) => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => {}).resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => server.close());
  const { port } = server.address() as { port: number };
  const requestHandler = { ...CLIENT_OPTIONS.requestHandler, socketTimeout: 50 };
  const store = new S3Store({ client: clientFor(`http://127.0.0.1:${port}`, { ...atOnce(2), requestHandler }), bucket: 'b' });
  await assert.rejects(store.head('a'), /cannot look at s3:\/\/b\/a: TimeoutError/);
  assert.equal(connections, 2);
});

for (const [cuts, succeeds] of [
  [3, true],
  [4, false],
] as const)
  it(`an object whose bytes stop ${cuts} times is ${succeeds ? 'read' : 'an error after four reads'}`, async (context) => {
    const memory = new MemoryStore();
    let requests = 0;
    const { client, close } = await startS3({ b: memory }, {}, (handler) => (request, response) => {
      requests += 1;
      if (requests > cuts) return void handler(request, response);
      response.writeHead(200, { ETag: '"e"', 'Content-Length': '100', 'x-amz-request-id': 'R' });
      response.write('half', () => response.destroy());
    });
    context.after(close);
    await memory.put('a', Buffer.from('whole'));
    const store = new S3Store({ client, bucket: 'b' });
    if (succeeds) assert.equal(Buffer.from(((await store.get('a')) as StoredObject).bytes).toString(), 'whole');
    else await assert.rejects(store.get('a'), /cannot read s3:\/\/b\/a/);
    assert.equal(requests, 4);
  });
