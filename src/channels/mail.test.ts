import { expect, test } from '@jest/globals';
import { testOrder } from '../../test/support/virtual-town.js';
import { createMailChannel } from './mail.js';

test('a fax of a town without a fax service is that address’s trouble: mail goes on', async () => {
  const channel = createMailChannel({
    from: { name: '鳩山町防災', address: 'bosai@town.example' },
    publicUrl: 'https://hub.town.example',
    linkKey: 'k'.repeat(64),
    // Nothing is sent there.
    relay: { host: '127.0.0.1', port: 9, tls: 'none' },
  });
  const order = testOrder('mail', { members: [{ deliveryId: '1', target: 'fax:+81492961214' }] });
  expect(await channel.send(order, AbortSignal.timeout(5000))).toEqual([
    { target: 'fax:+81492961214', result: 'refused', why: { at: 'call', code: 'mail.no-fax-service' } },
  ]);
  await channel.close?.();
});
