// The other side of `fanout-sms`: a bare undici loop with the same bodies, endpoint and connections. Nothing is stored.
import { measured, options, serve } from '../support/side.mjs';
import { createSmsClient, sendAll } from '../support/sms-client.mjs';

const send = createSmsClient(options.port);

serve({}, ({ count }) => measured(() => sendAll(count, send)));
