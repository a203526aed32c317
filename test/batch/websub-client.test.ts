import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { it } from 'node:test';
import { hubPinger, type PingResult } from '../../lambda/batch/websub-client.ts';
import { listener } from '../../lambda/local/listen.ts';
import { type HubResponse, TestHub } from '../support/hub.ts';

const TOPIC = 'https://blog.example/atom.xml?a=1&b=é';

/** As deployed, with hubs on this machine allowed. */
const ping = (hub: string, patience?: number) =>
  hubPinger({ allow: ['127.0.0.1'], ...(patience === undefined ? {} : { timeout: patience }) })({ hub, topic: TOPIC });

const ANSWERS: [mood: HubResponse, answer: PingResult][] = [
  ...[200, 202, 204].map((status): [HubResponse, 'taken'] => [status, 'taken']),
  ...[400, 403, 404, 410, 422].map((status): [HubResponse, { refused: string }] => [status, { refused: `the hub answers ${status}` }]),
  ...[408, 429, 500, 502, 503, 504].map((status): [HubResponse, { failed: string }] => [status, { failed: `the hub answers ${status}` }]),
];

for (const [mood, answer] of ANSWERS) {
  it(`a hub that answers ${mood} ${answer === 'taken' ? 'has accepted the ping' : 'refused' in answer ? 'is not retried' : 'is retried'}`, async (context) => {
    const hub = await TestHub.start(context);
    hub.responses.push(mood);
    assert.deepEqual(await ping(hub.address), answer);
    assert.deepEqual(hub.topics, [TOPIC]);
  });
}

it('a redirect is not followed, since nobody chose its target', async (context) => {
  const [hub, other] = [await TestHub.start(context), await TestHub.start(context)];
  for (const status of [301, 302, 303, 307, 308]) {
    hub.responses.push({ status, location: other.address });
    const answer = await ping(hub.address);
    assert.deepEqual(answer, {
      refused: `the hub answers ${status}: it has moved; write the address ${other.address} into the setting hub`,
    });
  }
  assert.deepEqual(other.pings, []);
});

it('a hub that never responds is a timeout', async (context) => {
  const hub = await TestHub.start(context);
  hub.responses.push('silent');
  assert.deepEqual(await ping(hub.address, 100), { failed: 'the hub did not answer within 0.1 s' });
});

it('a response without an end is not read', async (context) => {
  const server = createServer((_, response) => {
    response.writeHead(200);
    const more = () => void (response.destroyed || response.write('x'.repeat(65_536), more));
    more();
  });
  const { listen, close } = listener(server);
  context.after(close);
  assert.equal(await ping(await listen(0)), 'taken');
});

it('an unreachable hub is retried', async () => {
  const { listen, close } = listener(createServer());
  const hub = await listen(0);
  await close();
  assert.deepEqual(await ping(hub), { failed: 'ECONNREFUSED' });
});

it('a hub without a public address is refused and not retried, unless the deployment allows its host', async (context) => {
  const hub = await TestHub.start(context);
  const refused = await hubPinger()({ hub: hub.address, topic: TOPIC });
  assert.ok(typeof refused === 'object' && 'refused' in refused);
  assert.match(
    refused.refused,
    /^127\.0\.0\.1:\d+ is no address of the public internet, .*; write the address of a public hub into the setting hub$/,
  );
  for (const address of [
    'http://localhost:1/',
    'http://169.254.169.254/',
    'http://[fd00:ec2::254]/',
    'http://169.254.100.1:9001/2018-06-01/runtime',
  ])
    assert.deepEqual(Object.keys(await hubPinger()({ hub: address, topic: TOPIC })), ['refused'], address);
  assert.deepEqual(hub.pings, []);
});
