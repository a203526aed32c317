/** A build that is suspended, as in a closed laptop, while another machine takes over its folder. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { placesOf } from '../../lambda/local/places.ts';
import { openWorkspace } from '../../lambda/local/workspace.ts';
import { publish } from '../../lambda/publish/publish.ts';
import { Blog, post } from '../support/blog.ts';

const EVERYTHING = { keys: [], full: true };

const filesIn = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'latin1')]),
  );

for (const [step, hook] of [
  ['before it commits', 'makeEntries'],
  ['before it writes documents', 'makeDocuments'],
] as const)
  it(`a run that loses its lock ${step} fails without further writes`, async (context) => {
    const blog = await Blog.create(context);
    await blog.write({ '_posts/2026-01-01-a.md': post('A') });
    const places = placesOf(blog.dir, blog.out);
    const first = await openWorkspace(places);
    await publish(EVERYTHING, first.publisher);
    await first.close();
    await blog.write({ '_posts/2026-01-02-b.md': post('B') });
    const workspace = await openWorkspace(places);
    const lock = join(places.state, '.lock');
    let before: Record<string, string> = {};
    const asleep = async <Jobs, Made>(make: (jobs: Jobs) => Promise<Made>, jobs: Jobs): Promise<Made> => {
      const made = await make(jobs);
      writeFileSync(lock, 'somebody else');
      before = { ...filesIn(places.state), ...filesIn(places.out) };
      return made;
    };
    const { publisher } = workspace;
    const sleepy = { ...publisher, [hook]: (jobs: never) => asleep(publisher[hook] as (jobs: never) => Promise<unknown>, jobs) };
    await assert.rejects(
      publish(EVERYTHING, sleepy as typeof publisher),
      /Another linefeed has taken over .*\.lock while this one was asleep; run it again/,
    );
    await workspace.close();
    assert.deepEqual({ ...filesIn(places.state), ...filesIn(places.out) }, before, 'lock, index and documents belong to the other process');
    assert.equal(readFileSync(lock, 'utf8'), 'somebody else');
  });
