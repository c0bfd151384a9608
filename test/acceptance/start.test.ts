/** `todoku start`, the newcomer's first command: hub and virtual town begin and end together, however the hub ends. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { freePort } from '../support/free-port.js';
import { until } from '../support/hub.js';
import { ended, printed, start } from './command.js';

const dir = mkdtempSync(join(tmpdir(), 'todoku-start-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

const worldOn = async (name: string) => {
  const [port, town] = [await freePort(), await freePort()];
  const env = {
    TODOKU_DATA_DIR: join(dir, name),
    TODOKU_PORT: `${port}`,
    TODOKU_VIRTUAL_TOWN_URL: `http://127.0.0.1:${town}`,
  };
  return { port, town, env };
};

test.each(['SIGKILL', 'SIGTERM'] as const)(
  'the virtual town ends with a hub that ended by %s',
  async (signal) => {
    const { port, town, env } = await worldOn(signal);
    const child = start(['start'], { env });
    await printed(child, 'First officers');
    expect([await listens(port), await listens(town)]).toEqual([true, true]);
    child.kill(signal);
    await once(child, 'exit');
    await until(async () => ((await listens(town)) ? null : true), 10_000);
    expect(await listens(port)).toBe(false);
  },
  60_000,
);

test('a taken port is told in a sentence that names the setting, and leaves nothing running', async () => {
  const first = await worldOn('first');
  const one = start(['start'], { env: first.env });
  await printed(one, 'First officers');
  const second = await worldOn('second');
  const town = await ended(
    start(['start'], { env: { ...second.env, TODOKU_VIRTUAL_TOWN_URL: first.env.TODOKU_VIRTUAL_TOWN_URL } }),
  );
  expect(town).toMatchObject({ code: 3 });
  expect(town.err).toContain('TODOKU_VIRTUAL_TOWN_URL');
  const hub = await ended(start(['start'], { env: { ...second.env, TODOKU_PORT: first.env.TODOKU_PORT } }));
  expect(hub).toMatchObject({ code: 3 });
  expect(hub.err).toContain('TODOKU_PORT');
  await until(async () => ((await listens(second.town)) ? null : true), 10_000);
  one.kill('SIGTERM');
  await once(one, 'exit');
}, 90_000);
