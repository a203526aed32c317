import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Bench, text } from './blog.ts';

it('a full run applies a new entry footer without changing dates; an invalid one keeps the last good configuration', async () => {
  const bench = await Bench.with({ 'posts/a.md': text('A') });
  const before = await bench.read('public/atom.xml');
  await bench.configure({ entryFooter: '<p><a href="{{ entry.url }}">Read {{ entry.title }} on the site</a></p>' });
  await bench.all();
  const after = await bench.read('public/atom.xml');
  const footer = '\n<p><a href="https://blog.example/a/">Read A on the site</a></p>';
  const stamp = /<!-- linefeed \w+ \d+ -->/;
  assert.equal(after.replace(footer, '').replace(stamp, ''), before.replace(stamp, ''));
  assert.ok(after.includes(footer));
  await bench.configure({ entryFooter: '<p>{% endfor %}</p>' });
  const { problems } = await bench.all();
  assert.deepEqual(
    problems.map(({ key, message, severity }) => [key, message.split(':')[0], severity]),
    [['linefeed.yaml', 'entryFooter', 'error']],
  );
  assert.equal(await bench.read('public/atom.xml'), after);
});
