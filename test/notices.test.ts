/** Licences of all bundled packages are included. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { notices } from '../scripts/notices.mjs';

describe('THIRD_PARTY_NOTICES', () => {
  it('covers the bundles; if not, `npm run notices` writes it', async () => {
    const needed = await notices();
    for (const name of ['@aws-sdk/client-s3', 'feed', 'markdown-it', 'sanitize-html']) assert.ok(needed.includes(`\n${name} `), name);
    assert.equal(await readFile('THIRD_PARTY_NOTICES', 'utf8'), needed);
  });

  it('contains only permissive licences', async () => {
    const licences = [...(await readFile('THIRD_PARTY_NOTICES', 'utf8')).matchAll(/^(?:@[\w-]+\/)?[\w.-]+ \d[\w.+-]* \((.*)\)$/gm)].map(
      ([, licence]) => licence,
    );
    assert.ok(licences.length > 30);
    const permissive = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Python-2.0', 'BlueOak-1.0.0']);
    assert.deepEqual(
      licences.filter((licence) => !permissive.has(licence ?? '')),
      [],
    );
  });
});
