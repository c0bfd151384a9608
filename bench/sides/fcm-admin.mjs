// What others would use: firebase-admin's sendEach, batches of 500, four at a time. Its hosts are hard-coded, and over
// HTTP/2 it sends a `:scheme` with a colon, which Google takes and Node's own server does not: both are mended here, on
// the way to the socket, and nothing else is.
import http2 from 'node:http2';
import { Agent } from 'node:https';
import { connect as connectTls } from 'node:tls';
import { inFlight } from '../support/channel-engine.mjs';
import { message, projectId, tokenOf } from '../support/fcm.mjs';
import { measured, options, serve } from '../support/side.mjs';

const { port, ca } = options;
const { connect } = http2;
http2.connect = (authority) => {
  const { hostname } = new URL(authority);
  const session = connect(authority, { host: '127.0.0.1', port, ca, servername: hostname });
  const request = session.request.bind(session);
  session.request = (headers, ...rest) => request({ ...headers, ':scheme': 'https' }, ...rest);
  return session;
};
const { initializeApp } = await import('firebase-admin/app');
const { getMessaging } = await import('firebase-admin/messaging');

const httpAgent = new Agent();
httpAgent.createConnection = ({ servername, host }) =>
  connectTls({ host: '127.0.0.1', port, ca, servername: servername ?? host });
const app = initializeApp({
  projectId,
  httpAgent,
  credential: { getAccessToken: async () => ({ access_token: 'ya29.bench', expires_in: 3600 }) },
});
const messaging = getMessaging(app);
const batch = 500;
const batches = 4;

async function send(count, first) {
  const messages = Array.from({ length: Math.min(batch, count - first) }, (_, i) => ({
    token: tokenOf(first + i),
    ...message,
    android: {
      ...{ priority: 'high', collapseKey: 'alert-1', ttl: 21_600_000 },
      notification: { channelId: 'emergency', tag: 'alert-1' },
    },
  }));
  const { failureCount, responses } = await messaging.sendEach(messages);
  if (failureCount > 0) throw responses.find(({ error }) => error).error;
}

serve({}, ({ count }) =>
  measured(() => inFlight(Math.ceil(count / batch), batches, (i) => send(count, i * batch))),
);
