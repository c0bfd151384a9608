import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createRadioChannel } from '../../src/channels/radio.js';
import { radioLimits } from '../../src/channels/radio.limits.js';
import { openServer } from '../../src/radio-gateway/server.js';
import { askedAlone, testOrder } from '../support/virtual-town.js';
import {
  gatewayId,
  gatewayKeys,
  hubKeys,
  keyId,
  signedUpload,
  testGateway,
  toneWav,
} from '../support/radio.js';

describe('the gateway’s door', () => {
  const gateway = testGateway();
  let door: Awaited<ReturnType<typeof openServer>>;
  beforeEach(async () => {
    door = await openServer({
      ...{ host: '127.0.0.1', port: 0, tls: null },
      answer: gateway.answer,
      refuseUpload: gateway.refuseUpload,
      onBug: (error) => {
        throw error;
      },
    });
  });
  afterEach(() => door.close());

  /** Begins an upload of twenty megabytes, of which a few bytes come. */
  function begin(headers: object) {
    const wav = toneWav(1);
    const { path, headers: signed } = signedUpload(wav);
    const asked = request({
      ...{ host: '127.0.0.1', port: door.port, method: 'PUT', path },
      headers: { ...signed, 'content-length': 20_000_000, ...headers },
    });
    asked.on('error', () => undefined);
    asked.write('RIFF');
    return asked;
  }
  const answerOf = async (asked: ReturnType<typeof begin>): Promise<number | undefined> => {
    const [answer] = (await once(asked, 'response', { signal: AbortSignal.timeout(5000) })) as [
      IncomingMessage,
    ];
    answer.resume();
    return answer.statusCode;
  };

  test('refuses a sound file of nobody’s before it has come', async () => {
    const asked = begin({ 'x-todoku-signature': 'AAAA' });
    expect(await answerOf(asked)).toBe(401);
    asked.destroy();
  });

  test('takes one sound file at a time, and the next when that is over', async () => {
    const first = begin({});
    await new Promise((resolve) => setTimeout(resolve, 200));
    const second = begin({});
    expect(await answerOf(second)).toBe(503);
    first.destroy();
    second.destroy();
    await new Promise((resolve) => setTimeout(resolve, 200));
    const { path, headers, bytes } = signedUpload(toneWav(1));
    const third = await fetch(`http://127.0.0.1:${door.port}${path}`, {
      method: 'PUT',
      headers: headers as Record<string, string>,
      body: Buffer.from(bytes ?? []),
    });
    expect(third.status).toBe(200);
  });
});

describe('a gateway that takes a connection and says nothing', () => {
  let silent: Server;
  const lines = new Set<Socket>();
  let channel: ReturnType<typeof createRadioChannel>;
  beforeEach(async () => {
    silent = createServer((line) => lines.add(line));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    channel = createRadioChannel({
      baseUrl: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
      ...{ gatewayId, keyId, limits: { ...radioLimits, timeout: 300 } },
      privateKey: hubKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      gatewayPublicKey: gatewayKeys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    });
  });
  afterEach(async () => {
    for (const line of lines) line.destroy();
    await channel.close?.();
    await new Promise((resolve) => silent.close(resolve));
  });

  const ended = (work: Promise<unknown> | undefined) =>
    Promise.race([
      Promise.resolve(work).then(
        () => 'ended',
        () => 'ended',
      ),
      new Promise((resolve) => setTimeout(() => resolve('still waiting'), 4000).unref()),
    ]);

  test.each([
    ['what became of a broadcast', () => channel.poll?.(['c1#st-01'])],
    ['an unsure one', () => channel.resolve?.(testOrder('radio'), askedAlone)],
    ['to stop', () => channel.stop?.(testOrder('radio'))],
    ['to prepare', () => channel.prepare?.(testOrder('radio'))],
  ])('is not waited for when it is asked %s', async (_, ask) => {
    expect(await ended(ask())).toBe('ended');
  });
});
