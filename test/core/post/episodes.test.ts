import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readPost, yaml } from './reading.ts';

const episode = async (...lines: string[]) => (await readPost(yaml('audio: /1.mp3', ...lines))).episode;

it('is read from the fields of generators, themes, plug-ins and exports', async () => {
  const whole = { title: 'Three', number: 3, season: 2, type: 'bonus', explicit: true };
  const forms = [
    ['itunes_title: Three', 'episode: 3', 'season: 2', 'episodeType: bonus', 'explicit: "yes"'],
    ['podcast: { title: Three, episode: 3, season: 2, type: bonus, explicit: true }'],
    ['episode: { title: Three, episodeNumber: 3, seasonNumber: 2, episodeType: bonus, explicit: explicit }'],
    ['itunes_title: Three', 'itunes_episode_number: "3"', 'itunes_season_number: "2"', 'itunes_episode_type: bonus', 'explicit: on'],
  ];
  for (const form of forms) assert.deepEqual(await episode(...form), whole, form.join('\n'));
  assert.deepEqual(await episode('explicit: "no"'), { explicit: false });
  const named = { summary: 'Short', keywords: ['a', 'b c'], display: 'III', seasonName: 'Sea' };
  assert.deepEqual(await episode('itunes_summary: Short', 'itunes_keywords: "a, b c"', 'episode_display: III', 'season_name: Sea'), named);
  assert.deepEqual(await episode('podcast: { summary: Short, display: III, seasonName: Sea }', 'itunes_keywords: [a, b c]'), named);
  assert.deepEqual(await episode('episode_image: /3.png', 'itunes_block: true'), { image: 'https://blog.example/3.png', block: true });
});

it('has transcripts, chapters, people and soundbites', async () => {
  assert.deepEqual(
    await episode(
      'chapters: /3.json',
      'transcript: /3.vtt',
      'transcripts: [{ url: /3.srt, language: de, rel: captions }, { url: /3, type: text/html }]',
      'hosts: [ada]',
      'guests: [{ name: Bob, url: "https://bob.example" }]',
      'person: { name: Eve, role: editor }',
      'soundbite: { start: 1:10, duration: 30, title: Best }',
    ),
    {
      chapters: 'https://blog.example/3.json',
      transcripts: [
        { url: 'https://blog.example/3.vtt', type: 'text/vtt' },
        { url: 'https://blog.example/3.srt', type: 'application/x-subrip', language: 'de', rel: 'captions' },
        { url: 'https://blog.example/3', type: 'text/html' },
      ],
      people: [
        { name: 'Ada Lovelace', role: 'host', url: 'https://ada.example/' },
        { name: 'Bob', role: 'guest', url: 'https://bob.example/' },
        { name: 'Eve', role: 'editor' },
      ],
      soundbites: [{ start: 70, duration: 30, title: 'Best' }],
    },
  );
});

it('is absent without a file, and when themes use these fields for something else', async () => {
  assert.equal((await readPost(yaml('episode: 3', 'season: 2'))).episode, undefined);
  for (const line of ['episode: Pilot', 'season: autumn', 'transcript: "Hello, and welcome"', 'title: A'])
    assert.equal(await episode(line), undefined, line);
});
