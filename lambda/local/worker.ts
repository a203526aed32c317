import { parentPort } from 'node:worker_threads';
import { makeDocuments, withEntries } from '../core/documents.ts';
import { makeEntries } from '../core/entry/entry.ts';
import type { Entry } from '../core/model.ts';
import { type Answer, type Message, numberOf } from './pool.ts';

const known = new Map<number, Entry>();

async function work(message: Message): Promise<{ result: unknown; owned: ArrayBuffer[] }> {
  if (message.kind === 'entries') {
    const made = await makeEntries(message.jobs);
    for (const [index, { entry }] of made.entries()) known.set(numberOf(message.id, index), entry);
    return { result: made, owned: [] };
  }
  for (const [number, entry] of message.fresh) known.set(number, entry);
  const entries = message.entries.flatMap((number) => known.get(number) ?? []);
  const result = await makeDocuments(withEntries(message.job, entries));
  const owned = result.flatMap((made) => (made.kind === 'made' ? [made.bytes.buffer as ArrayBuffer] : []));
  return { result, owned };
}

parentPort?.on('message', async (message: Message) => {
  const { id } = message;
  try {
    const { result, owned } = await work(message);
    parentPort?.postMessage({ id, result } satisfies Answer, owned);
  } catch (error) {
    parentPort?.postMessage({ id, error } satisfies Answer);
  }
});
