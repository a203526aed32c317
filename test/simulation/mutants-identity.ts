/** The rules of identity, each broken by a small edit of the shipped source. `docs/moving.md` describes them. */
import type { Mutant } from './mutants.ts';

const TRAITS = 'lambda/core/catalog/traits.ts';
const REGISTRY = 'lambda/core/catalog/registry.ts';
const IDENTITY = 'lambda/core/catalog/identity.ts';

export const MUTANTS_IDENTITY: readonly Mutant[] = [
  {
    name: 'one trait makes a rename',
    wrong: /^posts\/b\.md has the id .*\/a of another post/,
    edits: [
      { file: TRAITS, find: 'traits.length >= 2', replace: 'traits.length >= 1' },
      { file: REGISTRY, find: '.length >= 2;', replace: '.length >= 1;' },
    ],
  },
  {
    name: 'one text on one day makes a copy',
    wrong: /^posts\/b\.md\n.*'duplicate'/s,
    edits: [
      {
        file: TRAITS,
        find: 'version.text, version.title || version.slug, dayOf(version)].join',
        replace: 'version.text, dayOf(version)].join',
      },
    ],
  },
  {
    name: 'one title and text make a copy',
    wrong: /^posts\/b\.md\n.*'duplicate'/s,
    edits: [
      {
        file: TRAITS,
        find: 'version.text, version.title || version.slug, dayOf(version)].join',
        replace: 'version.text, version.title].join',
      },
    ],
  },
  {
    name: 'a copy is published',
    wrong: /^b is published beside a/,
    edits: [{ file: TRAITS, find: "version.text === '' ? '' : ['content'", replace: "version.text !== '' ? '' : ['content'" }],
  },
  {
    name: 'a new name does not wait',
    wrong: /^a had the id /,
    edits: [{ file: IDENTITY, find: 'if (context.patient && endOfWait', replace: 'if (!context.patient && endOfWait' }],
  },
  {
    name: 'a new name waits for known posts only',
    wrong: /^a had the id /,
    edits: [{ file: REGISTRY, find: 'if (this.context.patient) for', replace: 'if (!this.context.patient) for' }],
  },
  {
    name: 'no run is scheduled for the end of a wait',
    wrong: /^posts\/b\.md\n.*'waiting'/s,
    edits: [{ file: 'lambda/core/catalog/facts/indexed.ts', find: '  if (wait !== undefined) return [wait];', replace: '' }],
  },
  {
    name: 'a similar file is not read',
    wrong: /^a had the id /,
    edits: [
      {
        file: IDENTITY,
        find: '...registry.unknownOriginals(key)]) resembled.add(other);',
        replace: '...registry.unknownOriginals(key)]) void other;',
      },
    ],
  },
  {
    name: 'a removed file is forgotten at once',
    wrong: /^a had the id /,
    edits: [{ file: TRAITS, find: 'Date.parse(removed) + RENAME_WINDOW', replace: 'Date.parse(removed)' }],
  },
  {
    name: 'a removed file is never forgotten',
    wrong: /^b has the id of a post of long ago/,
    edits: [{ file: TRAITS, find: 'removed === undefined || Date', replace: 'removed !== written || Date' }],
  },
  {
    name: 'the first name wins over the original',
    wrong: /^a is not published, but its copy is/,
    edits: [{ file: IDENTITY, find: 'originalKeys(newcomer.key).length === 0 ? 0 : newcomer.key.length', replace: '0' }],
  },
  {
    name: 'any entry decides the file of an id',
    wrong: /^a had the id /,
    edits: [{ file: 'lambda/core/catalog/recovery.ts', find: ' && (holders.length === 0 || holders.includes(key))', replace: '' }],
  },
];
