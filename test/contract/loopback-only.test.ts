import { describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const guard = resolve('test/loopback-only.mjs');

/** Exit code and error output of a script that was started under the guard. */
async function underGuard(script: string): Promise<{ code: number; stderr: string }> {
  return run(process.execPath, ['--import', guard, '--input-type=module', '-e', script]).then(
    ({ stderr }) => ({ code: 0, stderr }),
    (error: { code: number; stderr: string }) => ({ code: error.code, stderr: error.stderr }),
  );
}

describe('the loopback guard', () => {
  // 192.0.2.0/24 is set aside for documentation (RFC 5737): were the guard to fail, nobody would be reached.
  test.each([
    [
      'net',
      "import net from 'node:net'; try { net.connect(80, '192.0.2.1').on('error', () => {}); } catch {}",
    ],
    [
      'tls',
      "import tls from 'node:tls'; try { tls.connect({ port: 443, host: '192.0.2.1' }).on('error', () => {}); } catch {}",
    ],
    [
      'http2',
      "import h2 from 'node:http2'; try { h2.connect('https://192.0.2.1').on('error', () => {}); } catch {}",
    ],
    ['fetch', "await fetch('http://192.0.2.1/').catch(() => {});"],
    ['a name', "import dns from 'node:dns'; try { dns.lookup('fcm.googleapis.com', () => {}); } catch {}"],
    [
      'udp',
      "import d from 'node:dgram'; try { d.createSocket('udp4').send('x', 53, '192.0.2.1', () => {}); } catch {}",
    ],
  ])('ends a process that tries to leave by %s, even when the error is swallowed', async (_, script) => {
    const { code, stderr } = await underGuard(
      `${script} await new Promise((done) => setTimeout(done, 200));`,
    );
    expect(code).not.toBe(0);
    expect(stderr).toContain('tried to leave this machine');
  });

  test('lets loopback pass', async () => {
    const { code } = await underGuard(`
      import http from 'node:http';
      const server = http.createServer((_, answer) => answer.end('ok')).listen(0, '127.0.0.1', async () => {
        await (await fetch('http://localhost:' + server.address().port).catch(() => fetch('http://127.0.0.1:' + server.address().port))).text();
        process.exit(0);
      });`);
    expect(code).toBe(0);
  });

  test('turns a Jest run red whose test swallows the attempt', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'loopback-only-'));
    try {
      await writeFile(
        join(folder, 'leaves.test.mjs'),
        `import net from 'node:net';
         test('leaves', async () => {
           try { net.connect(80, '192.0.2.1').on('error', () => {}); } catch {}
           await new Promise((done) => setTimeout(done, 100));
         });`,
      );
      const config = JSON.stringify({
        rootDir: folder,
        testMatch: ['**/*.test.mjs'],
        setupFiles: [guard],
        transform: {},
      });
      const jest = resolve('node_modules/jest/bin/jest.js');
      const outcome = await run(process.execPath, [
        '--experimental-vm-modules',
        jest,
        '--config',
        config,
      ]).then(
        () => 'green',
        () => 'red',
      );
      expect(outcome).toBe('red');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
