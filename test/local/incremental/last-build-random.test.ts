/** Random edits and builds of two equal folders: one forgets the last build before each build. Both print and write the same. */
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { build } from '../../../lambda/local/incremental/build.ts';
import { inspect } from '../../../lambda/local/incremental/inspect.ts';
import { editedPosts } from '../../../lambda/local/incremental/next-build.ts';
import { placesOf } from '../../../lambda/local/places.ts';
import { CONFIG } from '../../support/blog.ts';
import { captureOutput } from '../../support/captured.ts';
import { randomOf } from '../../support/random.ts';

const PROGRAM = pathToFileURL(join(process.cwd(), 'package.json'));

const SEEDS = Number(process.env.LAST_BUILD_SEEDS ?? 4);
const FIRST = Number(process.env.LAST_BUILD_FIRST ?? 1);
const STEPS = 30;

type Random = (below: number) => number;
type Step = (root: string) => void;

const postText = (random: Random): string =>
  [
    `---\ntitle: Post ${random(20)}\n`,
    random(8) === 0 ? 'date: tomorrow\n' : '',
    random(3) === 0 ? `tags: [t${random(4)}]\n` : '',
    random(5) === 0 ? `permalink: /shared-${random(2)}/\n` : '',
    random(6) === 0 ? 'published: false\n' : '',
    random(6) === 0 ? 'date: 2999-01-01\n' : '',
    random(6) === 0 ? `lang: ${['de', 'pt'][random(2)]}\n` : '',
    `---\n\nText ${random(1_000_000)}, [another]({% post_url 2026-01-01-p1 %}). {% include note.html %}\n`,
  ].join('');

/** Of both folders; `time` is the modification time in seconds. */
function randomStep(random: Random, time: number): Step {
  const write = (path: string, text: string, at = time): Step => {
    return (root) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
      utimesSync(join(root, path), at, at);
    };
  };
  const posts = (root: string) => readdirSync(join(root, 'blog/_posts')).sort();
  const documents = (root: string) =>
    (readdirSync(join(root, 'public'), { recursive: true }) as string[]).filter((name) => /\.(?:xml|json|html)$/.test(name)).sort();
  const [at, other] = [random(1_000), random(1_000)];
  const pick = (names: readonly string[]): string => names[at % Math.max(1, names.length)] ?? 'none';
  const kinds: [number, () => Step][] = [
    [
      8,
      () => {
        const text = postText(random);
        return (root) => write(`blog/_posts/${pick(posts(root))}`, text)(root);
      },
    ],
    [2, () => write(`blog/_posts/2026-0${1 + random(6)}-0${1 + random(9)}-p${random(9)}.md`, postText(random))],
    // With an old time, as a copy that keeps times.
    [1, () => write(`blog/_posts/2026-01-01-p1.md`, postText(random), 1_500_000_000.5)],
    [
      1,
      () => {
        const [from, to] = [at, `2026-07-0${1 + random(9)}-r${other % 9}.md`];
        return (root) => {
          const names = posts(root);
          if (names.length > 0) renameSync(join(root, 'blog/_posts', names[from % names.length] ?? ''), join(root, 'blog/_posts', to));
        };
      },
    ],
    [1, () => (root) => posts(root).length > 2 && rmSync(join(root, 'blog/_posts', pick(posts(root))))],
    // Other times alone.
    [2, () => (root) => posts(root).length > 0 && utimesSync(join(root, 'blog/_posts', pick(posts(root))), time, time)],
    [1, () => write('blog/_includes/note.html', `A note, ${random(5)}.`)],
    [1, () => write('blog/_config.yml', `title: Notes ${random(3)}\nurl: https://blog.example\nlimit: 5\n`)],
    [1, () => write('blog/linefeed.yaml', `${CONFIG}limit: ${3 + random(3)}\n`)],
    [1, () => write('blog/about.md', `# About ${random(9)}\n`)],
    [1, () => write('blog/cover.jpg', `${random(9)}`)],
    [1, () => (root) => documents(root).length > 0 && truncateSync(join(root, 'public', pick(documents(root))), 10 + (other % 90))],
    [1, () => (root) => documents(root).length > 0 && rmSync(join(root, 'public', pick(documents(root))))],
    [1, () => write(`public/${['tags/t1/index.html', 'mine.html', 'mine.xml'][random(3)]}`, `<p>Mine ${random(9)}</p>`)],
    [
      1,
      () => (root) => {
        const folder = join(root, '.linefeed/public/entries');
        const entry = (existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []).find((each) => each.isFile());
        if (entry) rmSync(join(folder, entry.name));
      },
    ],
  ];
  const all = kinds.flatMap(([weight, kind]) => Array<() => Step>(weight).fill(kind));
  return (all[random(all.length)] as () => Step)();
}

const withoutStamp = (text: string): string =>
  text
    .replace(/<!-- linefeed .*? -->/g, '')
    .replace(/"_linefeed": \{[^}]*\}/g, '')
    .replace(/<meta name="linefeed"[^>]*>/g, '');

const documentsIn = (folder: string): Record<string, string> =>
  Object.fromEntries(
    (readdirSync(folder, { recursive: true }) as string[])
      .filter((name) => statSync(join(folder, name)).isFile())
      .sort()
      .map((name) => [name, withoutStamp(readFileSync(join(folder, name), 'utf8'))]),
  );

for (let seed = FIRST; seed < FIRST + SEEDS; seed += 1)
  it(`builds print and write the same with and without the last build, seed ${seed}`, async (t) => {
    const random = randomOf(seed);
    const base = mkdtempSync(join(tmpdir(), 'linefeed-last-'));
    t.after(() => rmSync(base, { recursive: true }));
    const roots = ['one', 'other'].map((name) => join(base, name));
    const both = (step: Step) => {
      for (const root of roots) step(root);
    };
    for (const root of roots) {
      for (const folder of ['blog/_posts', 'blog/_includes', 'public']) mkdirSync(join(root, folder), { recursive: true });
      writeFileSync(join(root, 'blog/_config.yml'), 'title: Notes\nurl: https://blog.example\nbogus: 1\n');
      writeFileSync(join(root, 'blog/_includes/note.html'), 'A note.');
    }
    for (let index = 1; index < 6; index += 1) {
      const text = postText(random);
      both((root) => {
        const path = join(root, `blog/_posts/2026-01-0${index}-p${index}.md`);
        writeFileSync(path, text);
        utimesSync(path, 1_760_000_000.5, 1_760_000_000.5);
      });
    }
    const kinds = { unchanged: 0, few: 0, all: 0 };
    for (let step = 0; step < STEPS; step += 1) {
      const edits = step % 4 === 3 ? 0 : random(3);
      for (let edit = 0; edit < edits; edit += 1) both(randomStep(random, 1_760_000_000.5 + step * 100 + edit));
      const options = { format: 'text', allowEmpty: false } as const;
      const [one, other] = roots.map((root) => placesOf(join(root, 'blog'), join(root, 'public')));
      assert.ok(one && other);
      const seen = inspect(one, {}, PROGRAM);
      const isFew = seen && editedPosts(seen) !== undefined;
      kinds[isFew ? (seen.changed?.length === 0 ? 'unchanged' : 'few') : 'all'] += 1;
      rmSync(join(other.state, '.last-build'), { force: true });
      const [first, second] = [
        await captureOutput(t, () => build(one, {}, options, PROGRAM)),
        await captureOutput(t, () => build(other, {}, options, PROGRAM)),
      ];
      const printed = ({ stdout, stderr, code }: typeof first) => ({
        code,
        stderr,
        stdout: stdout.replace(/ in \d+\.\d+ s/, '').replaceAll(base, ''),
      });
      const what = `step ${step}, ${JSON.stringify(kinds)}`;
      assert.deepEqual(
        { ...printed(first), stderr: first.stderr.replaceAll(roots[0] ?? '', '') },
        { ...printed(second), stderr: second.stderr.replaceAll(roots[1] ?? '', '') },
        what,
      );
      assert.deepEqual(documentsIn(one.out), documentsIn(other.out), what);
    }
    t.diagnostic(JSON.stringify(kinds));
    assert.ok(kinds.unchanged > 0 && kinds.few > 0 && kinds.all > 0, JSON.stringify(kinds));
  });
