import yoctoSpinner from 'yocto-spinner';
import type { Ping } from '../core/catalog/pings.ts';
import { PING_DELAY } from '../http-headers.ts';
import type { RunContext } from '../publish/publish.ts';

const SHOW_AFTER = 700;

export function showProgress(publisher: RunContext, stream: NodeJS.WriteStream): { publisher: RunContext; stop(): void } {
  if (!stream.isTTY) return { publisher, stop: () => {} };
  const spinner = yoctoSpinner({ stream, text: 'Reading posts' });
  const timer = setTimeout(() => spinner.start(), SHOW_AFTER);
  let documents = 0;
  const ping = publisher.ping && {
    ping: (pings: Ping[]) => {
      spinner.text = `Waiting ${PING_DELAY} s until no cache has the old feeds, then telling hubs of ${pings.length.toLocaleString('en')} documents`;
      return publisher.ping?.(pings) ?? Promise.resolve();
    },
  };
  const reporting: RunContext = {
    ...publisher,
    ...ping,
    makeEntries: (jobs) => {
      spinner.text = `Rendering ${jobs.length.toLocaleString('en')} posts`;
      return publisher.makeEntries(jobs);
    },
    makeDocuments: async (job) => {
      const made = await publisher.makeDocuments(job);
      documents += made.length;
      spinner.text = `Writing documents: ${documents.toLocaleString('en')}`;
      return made;
    },
  };
  return {
    publisher: reporting,
    stop: () => {
      clearTimeout(timer);
      spinner.stop();
    },
  };
}
