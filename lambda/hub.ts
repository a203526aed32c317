/** Tells a hub that a document changed. The only place that speaks to hubs. */
import type { Ping } from './core/catalog/pings.ts';

/** Set by the build. */
declare const LINEFEED_VERSION: string;

/** `refused`: asking again would change nothing. `failed`: it may. Each with the reason. */
export type Answer = 'taken' | { refused: string } | { failed: string };

export type TellHub = (ping: Ping) => Promise<Answer>;

/** Milliseconds: a hub only notes that it was told. */
const PATIENCE = 10_000;

/** Also said by those who want to be asked later. RFC 9110 section 15.5.9, RFC 6585 section 4. */
const LATER = new Set([408, 429]);

/**
 * The recommendation leaves this request open; its form is that of PubSubHubbub 0.4, section 7.1, which hubs kept. Some hubs call the
 * document's address `hub.url`, some `hub.topic`. Redirects are not followed, and of the answer only the status is read.
 * @param patience milliseconds until it is given up
 */
export async function tellHub({ hub, topic }: Ping, patience = PATIENCE): Promise<Answer> {
  try {
    const response = await fetch(hub, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'User-Agent': `Linefeed/${LINEFEED_VERSION}` },
      body: new URLSearchParams({ 'hub.mode': 'publish', 'hub.url': topic, 'hub.topic': topic }).toString(),
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
    });
    await response.body?.cancel();
    return answerOf(response);
  } catch (error) {
    return { failed: reasonOf(error, patience) };
  }
}

function answerOf({ ok, status, headers }: Response): Answer {
  if (ok) return 'taken';
  const reason = `the hub answers ${status}`;
  if (status >= 500 || LATER.has(status)) return { failed: reason };
  const location = headers.get('location');
  return { refused: status < 400 && location ? `${reason}: it has moved; write the address ${location} into the setting hub` : reason };
}

function reasonOf(error: unknown, patience: number): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return name === 'TimeoutError' ? `the hub did not answer within ${patience / 1000} s` : (cause?.code ?? cause?.message ?? message);
}
