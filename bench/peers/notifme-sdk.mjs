// notifme-sdk with a custom SMS provider over the bare client. It keeps nothing of what became of a message.
import notifme from 'notifme-sdk';
import { measured, options, serve } from '../support/side.mjs';
import { createSmsClient, sendAll } from '../support/sms-client.mjs';
import { from, text } from '../support/sms.mjs';

const post = createSmsClient(options.port);
const NotifmeSdk = notifme.default;
const sdk = new NotifmeSdk({
  channels: {
    sms: {
      multiProviderStrategy: 'no-fallback',
      providers: [{ type: 'custom', id: 'undici', send: ({ to }) => post(to) }],
    },
  },
});
// It logs every message, also in production; the engine does not either.
sdk.logger.mute();

async function send(to) {
  const { status } = await sdk.send({ sms: { from, to, text } });
  if (status !== 'success') throw new Error(`answered ${status}`);
}

serve({}, ({ count }) => measured(() => sendAll(count, send)));
