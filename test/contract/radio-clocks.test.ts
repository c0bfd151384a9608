/** Hub and gateway have a clock each, and neither is right for ever: nothing valid is refused, and nothing stale is said. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { createRadioChannel } from '../../src/channels/radio.js';
import { openServer } from '../../src/radio-gateway/server.js';
import {
  again,
  gatewayId,
  gatewayKeys,
  hubKeys,
  keyId,
  radioCommand,
  settled,
  testGateway,
  type TestGateway,
} from '../support/radio.js';
import { testOrder } from '../support/virtual-town.js';

let gateway: TestGateway;
afterEach(() => gateway.close());

describe.each([-100, 100])('a gateway whose clock is %i s off', (seconds) => {
  let passed = 0;
  const open = () => {
    passed = 0;
    gateway = testGateway({ now: () => Date.now() + seconds * 1000 + passed });
  };

  test('says what is valid for another minute', () => {
    open();
    expect(gateway.say({ expiresAt: Date.now() + 60_000 }).status).toBe(200);
    expect(gateway.driver.asked).toHaveLength(1);
  });

  test('keeps it waiting for that minute, and not a second longer', async () => {
    open();
    const [first, , last] = [
      gateway.say(),
      gateway.say({ expiresAt: Date.now() + 60_000 }),
      gateway.say({ expiresAt: Date.now() + 60_000 }),
    ];
    passed = 59_000;
    const others = () =>
      gateway.driver.asked.filter(({ part }) => part.command.commandId !== first.command.commandId);
    for (let i = 0; i < 9 && others().length === 0; i += 1) await gateway.driver.sounding()[0]?.finish();
    expect(others()).not.toHaveLength(0);
    passed = 61_000;
    while (gateway.driver.sounding().length > 0) await gateway.driver.sounding()[0]?.finish();
    await settled();
    expect(gateway.state(last.command.commandId)).toMatchObject({ state: 'interrupted', by: 'expired' });
    expect(gateway.driver.asked.map(({ part }) => part.command.commandId)).not.toContain(
      last.command.commandId,
    );
  });

  test('says nothing that was over when it was sent', () => {
    open();
    const at = Date.now();
    const { body } = gateway.tell(radioCommand('prepare', { issuedAt: at, expiresAt: at }));
    expect(body.code).toBe('radio.expired');
  });
});

test('a gateway that was started before its clock was set refuses everything, and takes it as soon as that is right', () => {
  let wall = () => 0;
  const startedAt = performance.now();
  // Carried forward from a wrong start, as long as the process lives.
  gateway = testGateway({ now: () => Math.round(performance.now() - startedAt), wall: () => wall() });
  const command = radioCommand('prepare');
  expect(gateway.tell(command).body.code).toBe('radio.stale');
  wall = Date.now;
  expect(gateway.tell(again(command, 'prepare')).status).toBe(200);
  expect(gateway.tell(again(command, 'start')).status).toBe(200);
});

describe('a hub', () => {
  const pem = {
    privateKey: hubKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    gatewayPublicKey: gatewayKeys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
  const hub = async <T>(
    clocks: { readonly now?: () => number; readonly wall?: () => number },
    work: (channel: ReturnType<typeof createRadioChannel>) => Promise<T>,
  ): Promise<T> => {
    gateway = testGateway();
    const door = await openServer({
      ...{ host: '127.0.0.1', port: 0, tls: null },
      answer: gateway.answer,
      refuseUpload: gateway.refuseUpload,
      onBug: (error) => {
        throw error;
      },
    });
    const baseUrl = `http://127.0.0.1:${door.port}`;
    const channel = createRadioChannel({ baseUrl, gatewayId, keyId, ...pem, ...clocks });
    try {
      return await work(channel);
    } finally {
      await channel.close?.();
      await door.close();
    }
  };

  test.each([-2, 2])(
    'that was started %i h before its clock was set sends what remains, and nothing that is over',
    async (hours) => {
      const now = () => Date.now() + hours * 3_600_000;
      await hub({ now }, async (channel) => {
        const signal = AbortSignal.timeout(5000);
        const order = testOrder('radio', { expiresAt: now() + 60_000 });
        expect(await channel.send(order, signal)).toMatchObject([{ result: 'accepted' }]);
        const [sent] = gateway.sounding();
        const left = (sent?.command.expiresAt ?? 0) - Date.now();
        expect(left).toBeGreaterThan(50_000);
        expect(left).toBeLessThanOrEqual(60_000);
        expect(await channel.send(testOrder('radio', { expiresAt: now() - 1 }), signal)).toMatchObject([
          { result: 'refused', why: { at: 'call', detail: 'radio.expired' } },
        ]);
      });
    },
  );

  test.each([
    [-180, { state: 'down', detail: 'radio.stale' }],
    [180, { state: 'down', detail: 'radio.stale' }],
    [-60, { state: 'up' }],
  ])('whose time of day is %i s from the gateway’s learns it from the probe', async (seconds, health) => {
    const wall = () => Date.now() + seconds * 1000;
    expect(await hub({ wall }, async (channel) => channel.probe?.(AbortSignal.timeout(5000)))).toEqual(
      health,
    );
  });
});
