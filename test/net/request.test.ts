/** Requests over real sockets, with a forged resolver. */
import assert from 'node:assert/strict';
import type { lookup } from 'node:dns';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { listener } from '../../lambda/local/listen.ts';
import { RefusedAddressError, request } from '../../lambda/net/request.ts';

interface Site {
  port: number;
  requested: string[];
}

async function site(context: TestContext): Promise<Site> {
  const requested: string[] = [];
  const { listen, close } = listener(
    createServer((incoming, response) => {
      requested.push(incoming.url ?? '');
      response.end('here');
    }),
  );
  context.after(close);
  return { port: Number(new URL(await listen(0)).port), requested };
}

/** Answers the n-th lookup with the n-th list of addresses; the last one repeats. */
function resolver(...answers: string[][]): { resolve: typeof lookup; requested(): number } {
  let requested = 0;
  const resolve = (_: string, __: object, callback: (error: null, addresses: { address: string; family: number }[]) => void) => {
    const addresses = answers[Math.min(requested, answers.length - 1)] ?? [];
    requested += 1;
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return { resolve: resolve as typeof lookup, requested: () => requested };
}

const ask = async (address: string, { allow = [] as string[], resolve }: { allow?: string[]; resolve?: typeof lookup } = {}) => {
  const response = await request(address, {
    ...{ signal: AbortSignal.timeout(5_000), allow: new Set(allow) },
    ...(resolve ? { resolve } : {}),
  });
  response.resume();
  return response.statusCode;
};

const refused = (address: string, options: Parameters<typeof ask>[1] = {}) =>
  assert.rejects(ask(address, options), (error: Error) => {
    assert.ok(error instanceof RefusedAddressError, `${address}: ${error.message}`);
    return true;
  });

describe('a request', () => {
  for (const [name, answer] of [
    ['changes the protocol', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'],
    ['ends the connection', undefined],
  ] as const)
    it(`fails when the server ${name}`, async (context) => {
      const server = createTcpServer((socket) => socket.once('data', () => (answer ? socket.write(answer) : socket.destroy())));
      context.after(() => server.close());
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      // Otherwise a request without an end would keep the test open.
      server.unref();
      const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
      await assert.rejects(ask(`http://${host}/`, { allow: [host] }), {
        message: answer ? `${host} ended the connection without an answer` : 'socket hang up',
      });
    });

  it('is refused for non-public addresses in any notation', async (context) => {
    const { port, requested } = await site(context);
    const hosts = [
      '127.0.0.1',
      '127.1',
      '0x7f.1',
      '2130706433',
      '017700000001',
      '0.0.0.0',
      '0',
      'localhost',
      '[::1]',
      '[::ffff:127.0.0.1]',
    ];
    for (const host of [...hosts, '[::ffff:7f00:1]', '127.0.0.1.', 'LOCALHOST', '１２７.0.0.1']) await refused(`http://${host}:${port}/`);
    for (const host of ['169.254.169.254', '169.254.100.1:9001', '10.0.0.1', '[fd00:ec2::254]', '[fe80::1]', '255.255.255.255'])
      await refused(`http://${host}/`);
    assert.deepEqual(requested, []);
  });

  it('is refused for schemes other than http and https', async () => {
    for (const address of ['file:///etc/passwd', 'ftp://x.example/', 'data:text/xml,x', 'javascript:1', 'gopher://127.0.0.1/', '', 'x'])
      await refused(address);
  });

  it('is refused for names that resolve to a non-public address, also among public ones, without a connection', async (context) => {
    const { port, requested } = await site(context);
    for (const addresses of [['127.0.0.1'], ['::1'], ['169.254.169.254'], ['93.184.216.34', '127.0.0.1'], ['127.0.0.1', '93.184.216.34']])
      await refused(`http://public.example:${port}/`, resolver(addresses));
    assert.deepEqual(requested, []);
  });

  it('connects to the checked address: a name is resolved once, so a second answer has no effect', async (context) => {
    const { port, requested } = await site(context);
    const lying = resolver(['::ffff:1.1.1.1'], ['127.0.0.1']);
    await refused(`http://rebinding.example:${port}/`, lying);
    assert.deepEqual([requested, lying.requested()], [[], 1]);
    const second = resolver(['127.0.0.1'], ['169.254.169.254']);
    assert.equal(await ask(`http://rebinding.example:${port}/`, { ...second, allow: [`rebinding.example:${port}`] }), 200);
    assert.equal(second.requested(), 1);
  });

  it('is allowed for named hosts, with their port or all ports', async (context) => {
    const { port, requested } = await site(context);
    assert.equal(await ask(`http://127.0.0.1:${port}/a`, { allow: [`127.0.0.1:${port}`] }), 200);
    assert.equal(await ask(`http://127.0.0.1:${port}/b`, { allow: ['127.0.0.1'] }), 200);
    assert.equal(await ask(`http://intranet.example:${port}/c`, { ...resolver(['127.0.0.1']), allow: [`intranet.example:${port}`] }), 200);
    await refused(`http://127.0.0.1:${port}/d`, { allow: [`127.0.0.1:${port + 1}`, 'localhost', `localhost:${port}`] });
    assert.deepEqual(requested, ['/a', '/b', '/c']);
  });

  it('to an allowed host reaches a metadata service only by its address, not by a name', async () => {
    for (const address of ['169.254.169.254', 'fd00:ec2::254', 'fe80::1'])
      await refused('http://intranet.example/', { ...resolver([address]), allow: ['intranet.example'] });
    await assert.rejects(
      request('http://169.254.169.254/', { signal: AbortSignal.timeout(1), allow: new Set(['169.254.169.254']) }),
      (error: Error) => !(error instanceof RefusedAddressError),
    );
  });

  it('sends nothing on a connection to another address than the checked one', async (context) => {
    const { port, requested } = await site(context);
    let read = 0;
    const turning = {
      family: 4,
      get address() {
        read += 1;
        return read === 1 ? '1.1.1.1' : '127.0.0.1';
      },
    };
    const resolve = ((_: string, __: object, callback: (error: null, addresses: object[]) => void) =>
      callback(null, [turning])) as unknown as typeof lookup;
    await refused(`http://turning.example:${port}/`, { resolve });
    assert.ok(read > 1);
    assert.deepEqual(requested, []);
  });
});
