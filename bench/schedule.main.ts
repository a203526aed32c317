import { replayDay } from '../test/support/scheduled-day.ts';

const { posts, schedules } = await replayDay(20261025);
console.log('A hundred posts of 25 October 2026 in Zurich, when clocks go back at 03:00; times of appearing and leaving are in UTC.\n');
const minute = (time: string | undefined) => time?.slice(0, 16).replace('T', ' ') ?? '';
console.table(
  posts
    .sort((a, b) => (a.expected < b.expected ? -1 : a.expected > b.expected ? 1 : a.title < b.title ? -1 : 1))
    .map(({ title, date, expected, appeared, ends, removed }) => ({
      title,
      'date in the post': date,
      due: minute(expected),
      appeared: minute(appeared),
      ends: minute(ends),
      left: minute(removed),
    })),
);
const wrong = posts.filter(({ expected, appeared, ends, removed }) => expected !== appeared || ends !== removed);
console.log(`${posts.length - wrong.length} of ${posts.length} at their minute, by ${schedules} schedules.`);
process.exitCode = wrong.length === 0 ? 0 : 1;
