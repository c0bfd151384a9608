/** The virtual town ends when it is asked to, whatever is connecting to it at that moment. */
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { expect, test } from '@jest/globals';
import { startTestTown } from '../support/virtual-town.js';

const within = <Value>(value: Promise<Value>, ms: number): Promise<Value | 'still open'> =>
  Promise.race([value, new Promise<'still open'>((resolve) => setTimeout(resolve, ms, 'still open'))]);

const tlsPortOf = (url: string): number => Number(new URL(url).port);

test.each(['shaking hands', 'connecting as it ends'])(
  'a client that is %s holds no virtual town open',
  async (when) => {
    const town = await startTestTown();
    const port = tlsPortOf(town.tlsUrl);
    const dialled: Socket = connectTcp(port, '127.0.0.1');
    await once(dialled, 'connect');
    // One turn of the event loop later the town has accepted it, and waits for the first byte of the handshake.
    if (when === 'shaking hands') await new Promise((resolve) => setTimeout(resolve, 50));
    const closing = town.close();
    const secure = connectTls({
      socket: dialled,
      ca: town.ca,
      servername: 'fcm.googleapis.com',
      ALPNProtocols: ['h2'],
    });
    secure.on('error', () => undefined);
    const session = connectHttp2('https://fcm.googleapis.com', { createConnection: () => secure });
    session.on('error', () => undefined);
    try {
      expect(await within(closing, 2_000)).toBeUndefined();
    } finally {
      session.destroy();
      dialled.destroy();
      await closing;
    }
  },
);
