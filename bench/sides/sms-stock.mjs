// Twilio's SDK as it is shipped: its own client and its own limits of sockets, whose only change is where it sends.
import { Agent } from 'node:http';
import twilio from 'twilio';
import { sendMany } from '../support/send-many.mjs';
import { measured, options, serve } from '../support/side.mjs';
import { accountSid, authToken, from, text } from '../support/sms.mjs';

const { port, concurrency } = options;

class LocalClient extends twilio.RequestClient {
  constructor() {
    super();
    // The endpoint speaks plain HTTP, for which the SDK has no agent: its limits stand in the one for HTTPS.
    const { keepAlive, maxSockets, maxFreeSockets, maxTotalSockets } = this.axios.defaults.httpsAgent;
    this.axios.defaults.httpAgent = new Agent({ keepAlive, maxSockets, maxFreeSockets, maxTotalSockets });
  }

  request(sdk) {
    const { pathname, search } = new URL(sdk.uri);
    return super.request({ ...sdk, uri: `http://127.0.0.1:${port}${pathname}${search}` });
  }
}
const client = twilio(accountSid, authToken, { httpClient: new LocalClient() });

async function send(to) {
  const { sid } = await client.messages.create({ to, from, body: text, validityPeriod: 14_400 });
  if (!sid) throw new Error('no sid');
}

serve({}, ({ count }) => measured(() => sendMany(count, concurrency, send)));
