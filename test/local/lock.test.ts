import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { acquireLock } from '../../lambda/local/lock.ts';

const CONTENDER = 'LINEFEED_TEST_LOCK';

const folders: string[] = [];

function freshLock(): string {
  const folder = mkdtempSync(join(tmpdir(), 'linefeed-lock-'));
  folders.push(folder);
  return join(folder, 'lock');
}

/** This file again, in a process of its own, which only tries to take the lock and says whether it did. */
async function contend(file: string): Promise<void> {
  await new Promise((resolve) => process.stdin.once('data', resolve));
  await acquireLock(file).then(
    () => process.stdout.write('won\n'),
    (error: Error) => process.stdout.write(`lost ${error.message}\n`),
  );
  await new Promise((resolve) => process.stdin.once('end', resolve).resume());
}

async function contender(file: string) {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url)], {
    env: { ...process.env, [CONTENDER]: file, NODE_TEST_CONTEXT: '' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child, 'spawn');
  return {
    child,
    async go(): Promise<string> {
      const answer = once(child.stdout, 'data');
      child.stdin.write('go\n');
      return String((await answer)[0]);
    },
    async die(): Promise<void> {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}

function tests(): void {
  after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  it('is held once, and free again after its release', async () => {
    const file = freshLock();
    const release = await acquireLock(file);
    await assert.rejects(
      acquireLock(file),
      ({ message }: Error) => message.includes(`process ${process.pid}`) && message.includes(`delete ${file}`),
    );
    await release();
    await release();
    assert.equal(existsSync(file), false);
    await (await acquireLock(file))();
  });

  it('is removed before release returns, for handlers of exit', async () => {
    const file = freshLock();
    const release = await acquireLock(file);
    void release();
    assert.equal(existsSync(file), false);
  });

  it('makes the folder it is in', async () => {
    const file = join(freshLock(), '..', 'deep', 'er', 'lock');
    await (await acquireLock(file))();
  });

  it("does not release another's lock", async () => {
    const file = freshLock();
    const release = await acquireLock(file);
    writeFileSync(file, 'somebody else');
    await release();
    assert.equal(readFileSync(file, 'utf8'), 'somebody else');
  });

  for (const text of ['', 'garbage', 'null', '{}', '{"pid":"1"}', '{"pid":-1}']) {
    it(`takes over a lock that names no owner: ${JSON.stringify(text)}`, async () => {
      const file = freshLock();
      writeFileSync(file, text);
      const release = await acquireLock(file);
      assert.equal(JSON.parse(readFileSync(file, 'utf8')).pid, process.pid);
      await release();
      assert.deepEqual(readdirSync(join(file, '..')), []);
    });
  }

  it('says what to do about a lock that cannot be read', async () => {
    const file = freshLock();
    mkdirSync(file);
    await assert.rejects(acquireLock(file), /cannot be read; delete it/);
  });

  it('believes in the processes of other machines', async () => {
    const file = freshLock();
    writeFileSync(file, JSON.stringify({ pid: 2147483646, host: 'elsewhere', start: '1', nonce: 'n' }));
    await assert.rejects(acquireLock(file), /process 2147483646 on elsewhere/);
  });

  it('knows a dead owner whose pid lives again', { skip: !existsSync('/proc/self/stat') }, async () => {
    const file = freshLock();
    writeFileSync(file, JSON.stringify({ pid: process.pid, host: hostname(), start: '1', nonce: 'n' }));
    await (await acquireLock(file))();
  });

  it('is refused while another process lives, and taken over when it was killed', async () => {
    const file = freshLock();
    const other = await contender(file);
    assert.equal(await other.go(), 'won\n');
    await assert.rejects(acquireLock(file), new RegExp(`process ${other.child.pid}`));
    await other.die();
    const release = await acquireLock(file);
    await release();
    assert.deepEqual(readdirSync(join(file, '..')), []);
  });

  it('goes to exactly one of many processes that find a dead lock, a dead claim beside it', async () => {
    const file = freshLock();
    const dead = await contender(file);
    await dead.go();
    await dead.die();
    const text = readFileSync(file, 'utf8');
    writeFileSync(`${file}.${createHash('sha256').update(text).digest('hex').slice(0, 16)}`, text);
    const contenders = await Promise.all(Array.from({ length: 8 }, () => contender(file)));
    const answers = await Promise.all(contenders.map(({ go }) => go()));
    assert.equal(answers.filter((answer) => answer === 'won\n').length, 1, answers.join(''));
    const owner = JSON.parse(readFileSync(file, 'utf8')).pid;
    assert.equal(contenders[answers.indexOf('won\n')]?.child.pid, owner);
    await Promise.all(contenders.map(({ die }) => die()));
  });
}

const file = process.env[CONTENDER];
if (file === undefined) tests();
else await contend(file);
