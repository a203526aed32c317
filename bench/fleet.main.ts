import { pollRounds } from '../test/support/polled-blog.ts';

const READERS = 1_000;

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)} KB`;

const rounds = await pollRounds(READERS);
console.log(`${READERS} readers of eight feeds, each of which polls once per round.\n`);
console.table(
  rounds.map(({ meanwhile, requests, statuses, bytes }) => ({
    meanwhile,
    requests,
    200: statuses[200] ?? 0,
    304: statuses[304] ?? 0,
    '304 %': (((statuses[304] ?? 0) / requests) * 100).toFixed(1),
    sent: kilobytes(bytes),
  })),
);
const [first] = rounds;
const sent = rounds.reduce((sum, { bytes }) => sum + bytes, 0);
console.log(
  `${kilobytes(sent)} sent in total; without conditional requests it would be ${kilobytes((first?.bytes ?? 0) * rounds.length)}.`,
);
