import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { acquireLock } from '../../lambda/local/lock.ts';

const CONTENDER = 'LINEFEED_TEST_LOCK';

const folders: string[] = [];

function freshLock(): string {
  const folder = mkdtempSync(join(tmpdir(), 'linefeed-lock-'));
  folders.push(folder);
  return join(folder, 'lock');
}

/** A new file beside the lock, which has the time of the file system. */
function freshFile(file: string): string {
  writeFileSync(`${file}.now`, '');
  return `${file}.now`;
}

/** Runs this file in another process, which only tries to acquire the lock and reports the result. */
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

  it('a lock is held once, and can be acquired again after its release', async () => {
    const file = freshLock();
    const { release } = await acquireLock(file);
    await assert.rejects(
      acquireLock(file),
      ({ message }: Error) => message.includes(`process ${process.pid}`) && message.includes(`delete ${file}`),
    );
    await release();
    await release();
    assert.equal(existsSync(file), false);
    await (await acquireLock(file)).release();
  });

  it('a lock is removed before release returns, for exit handlers', async () => {
    const file = freshLock();
    const { release } = await acquireLock(file);
    void release();
    assert.equal(existsSync(file), false);
  });

  it('acquireLock creates the folder', async () => {
    const file = join(freshLock(), '..', 'deep', 'er', 'lock');
    await (await acquireLock(file)).release();
  });

  it("release does not remove another owner's lock", async () => {
    const file = freshLock();
    const { release } = await acquireLock(file);
    writeFileSync(file, 'somebody else');
    await release();
    assert.equal(readFileSync(file, 'utf8'), 'somebody else');
  });

  for (const text of ['', 'garbage', 'null', '{}', '{"pid":"1"}', '{"pid":-1}']) {
    it(`acquireLock replaces a lock without an owner: ${JSON.stringify(text)}`, async () => {
      const file = freshLock();
      writeFileSync(file, text);
      const { release } = await acquireLock(file);
      assert.equal(JSON.parse(readFileSync(file, 'utf8')).pid, process.pid);
      await release();
      assert.deepEqual(readdirSync(join(file, '..')), []);
    });
  }

  it('acquireLock reports a lock that cannot be read, with what to do', async () => {
    const file = freshLock();
    mkdirSync(file);
    await assert.rejects(acquireLock(file), /cannot be read; delete it/);
  });

  describe('a lock of another machine or container', () => {
    /** Milliseconds: no test takes a tenth of it. */
    const BEAT = 1_000_000;
    const ELSEWHERE = { pid: 7, host: '3f1c9a', start: '1', machine: 'boot pid:[1]', heartbeat: BEAT, nonce: 'n' };
    const HERE = { ...ELSEWHERE, host: hostname() };
    const lockOf = (owner: object, beatsAgo: number) => {
      const file = freshLock();
      writeFileSync(file, JSON.stringify(owner));
      const time = (statSync(file).mtimeMs - beatsAgo * BEAT) / 1000;
      utimesSync(file, time, time);
      return file;
    };

    it('is rejected while its owner sends heartbeats, with the time of the next try', async () => {
      for (const [beats, seconds] of [
        [0, 6000],
        [1.1, 4900],
        [5.9, 100],
      ] as const) {
        await assert.rejects(acquireLock(lockOf(ELSEWHERE, beats)), ({ message }: Error) => {
          const [, left] =
            /^Another linefeed \(process 7 on 3f1c9a, last sign of life 20[^)]*Z\) .* try again in (\d+) s/.exec(message) ?? [];
          return Number(left) <= seconds && Number(left) > seconds - 100;
        });
      }
    });

    it('is taken over after six missed heartbeats', async () => {
      const file = lockOf(ELSEWHERE, 6.1);
      const lock = await acquireLock(file);
      assert.equal(JSON.parse(readFileSync(file, 'utf8')).pid, process.pid);
      await lock.release();
      assert.deepEqual(readdirSync(join(file, '..')), []);
    });

    it('counts heartbeats by its own interval', async () => {
      await assert.rejects(acquireLock(lockOf({ ...ELSEWHERE, heartbeat: 10 * BEAT }, 50), 10), /last sign of life/);
      await (await acquireLock(lockOf({ ...ELSEWHERE, heartbeat: BEAT / 10 }, 0.7))).release();
    });

    it('is not ours because of an equal host name and a pid, since two containers can have the same name', async () => {
      await assert.rejects(acquireLock(lockOf({ ...HERE, pid: 2147483646 }, 3)), /try again in \d+ s/);
      await (await acquireLock(lockOf({ ...HERE, pid: process.pid }, 6.1))).release();
    });

    it("is compared with the file system's time, not our clock", async (context) => {
      const [live, dead] = [lockOf(ELSEWHERE, 3), lockOf(ELSEWHERE, 9)];
      for (const years of [-3, 3]) {
        const off = Date.now() + years * 365 * 86_400_000;
        const clock = context.mock.method(Date, 'now', () => off);
        await assert.rejects(acquireLock(live), /last sign of life/);
        clock.mock.restore();
      }
      context.mock.method(Date, 'now', () => 0);
      await (await acquireLock(dead)).release();
    });

    it('is dead if its last heartbeat is in the future, as after a clock is set back', async () => {
      await assert.rejects(acquireLock(lockOf(ELSEWHERE, -5)), /last sign of life/);
      await (await acquireLock(lockOf(ELSEWHERE, -7))).release();
    });

    it('is never taken over if it has no heartbeat, as of an earlier version', async () => {
      const { heartbeat: _, machine: __, ...earlier } = ELSEWHERE;
      await assert.rejects(acquireLock(lockOf(earlier, 1_000_000)), /process 7 on 3f1c9a.*delete /);
    });
  });

  describe('a heartbeat', () => {
    const text = (file: string) => readFileSync(file, 'utf8');

    it('writes every ten seconds without changing the text', async (context) => {
      context.mock.timers.enable({ apis: ['setInterval'] });
      const file = freshLock();
      const lock = await acquireLock(file);
      const before = text(file);
      assert.equal(JSON.parse(before).heartbeat, 10_000, 'so that others know the interval');
      utimesSync(file, 1000, 1000);
      context.mock.timers.tick(9_999);
      assert.equal(statSync(file).mtimeMs, 1_000_000);
      context.mock.timers.tick(1);
      assert.ok(Math.abs(statSync(file).mtimeMs - statSync(freshFile(file)).mtimeMs) < 5_000, 'the time of the file system');
      assert.equal(text(file), before);
      await lock.release();
      context.mock.timers.tick(100_000);
      assert.equal(existsSync(file), false);
    });

    it('does not touch a lock that another owner has taken over', async (context) => {
      context.mock.timers.enable({ apis: ['setInterval'] });
      const file = freshLock();
      const lock = await acquireLock(file);
      writeFileSync(file, 'somebody else');
      utimesSync(file, 1000, 1000);
      context.mock.timers.tick(30_000);
      assert.deepEqual([text(file), statSync(file).mtimeMs], ['somebody else', 1_000_000]);
      await lock.release();
    });
  });

  it('check tells a suspended owner that it lost the lock', async () => {
    const file = freshLock();
    const lock = await acquireLock(file);
    lock.check();
    assert.equal(lock.isHeld(), true);
    for (const lose of [() => writeFileSync(file, 'somebody else'), () => rmSync(file)]) {
      lose();
      assert.equal(lock.isHeld(), false);
      assert.throws(lock.check, /Another linefeed has taken over .*lock while this one was asleep; run it again/);
    }
    await lock.release();
  });

  it('acquireLock detects a dead owner whose pid was reused', { skip: !existsSync('/proc/self/stat') }, async () => {
    const file = freshLock();
    writeFileSync(file, JSON.stringify({ pid: process.pid, host: hostname(), start: '1', nonce: 'n' }));
    await (await acquireLock(file)).release();
  });

  it('a lock is rejected while another process lives, and taken over after it is killed', async () => {
    const file = freshLock();
    const other = await contender(file);
    assert.equal(await other.go(), 'won\n');
    await assert.rejects(acquireLock(file), new RegExp(`process ${other.child.pid}`));
    await other.die();
    const { release } = await acquireLock(file);
    await release();
    assert.deepEqual(readdirSync(join(file, '..')), []);
  });

  it('a lock is free if its owner is a zombie', { skip: !existsSync('/proc/self/stat') }, async () => {
    const file = freshLock();
    // A stopped shell does not wait for its children.
    const shell = spawn('sh', ['-c', 'exec 3<&0; "$0" "$1" <&3 & wait', process.execPath, fileURLToPath(import.meta.url)], {
      env: { ...process.env, [CONTENDER]: file, NODE_TEST_CONTEXT: '' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const won = once(shell.stdout, 'data');
    shell.stdin.write('go\n');
    assert.equal(String((await won)[0]), 'won\n');
    const { pid } = JSON.parse(readFileSync(file, 'utf8'));
    await assert.rejects(acquireLock(file), new RegExp(`process ${pid}`));
    shell.kill('SIGSTOP');
    process.kill(pid, 'SIGKILL');
    while (!/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) await new Promise(setImmediate);
    assert.equal(process.kill(pid, 0), true, 'it still has its pid');
    await (await acquireLock(file)).release();
    const ended = once(shell, 'exit');
    shell.kill('SIGKILL');
    await ended;
  });

  it('a dead lock with a dead claim beside it goes to exactly one of many processes', async () => {
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
