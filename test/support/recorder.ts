/** A proxy that records requests and responses. */
import { createServer, request } from 'node:http';
import type { TestContext } from 'node:test';
import { listener } from '../../lambda/local/listen.ts';

export interface Exchange {
  /** `/atom.xml` */
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  status: number;
}

export interface Recorder {
  /** `http://127.0.0.1:41234` */
  address: string;
  /** Returns the exchanges since the last call. */
  take(): Exchange[];
}

/** Closes when the test ends. @param target `http://localhost:8484` */
export async function record(context: TestContext, target: string): Promise<Recorder> {
  let exchanges: Exchange[] = [];
  const server = createServer(({ method, url: path = '', headers }, response) => {
    const { host } = new URL(target);
    const asked = request(new URL(path, target), { method, headers: { ...headers, host }, agent: false }, (answer) => {
      exchanges.push({ path, headers, status: answer.statusCode ?? 0 });
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    asked.on('error', (error) => response.destroy(error)).end();
  });
  const { listen, close } = listener(server);
  context.after(close);
  const take = () => {
    const taken = exchanges;
    exchanges = [];
    return taken;
  };
  return { address: (await listen(0)).replace(/\/$/, ''), take };
}
