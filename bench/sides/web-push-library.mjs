// What others would use: web-push's own sendNotification, as many at a time, over connections that stay open.
import { Agent } from 'node:https';
import webPush from 'web-push';
import { concurrency, subscriptionOf, text } from '../support/browsers.mjs';
import { inFlight } from '../support/channel-engine.mjs';
import { measured, options, serve } from '../support/side.mjs';

const { port, ca, privateKey, publicKey, subject } = options;
const origin = `https://127.0.0.1:${port}`;
const agent = new Agent({ ca, keepAlive: true, maxSockets: concurrency });
const payload = JSON.stringify({ title: '【訓練】避難指示', body: text, lang: 'ja', tag: 'alert-1' });
const details = {
  agent,
  vapidDetails: { subject, publicKey, privateKey },
  TTL: 21_600,
  urgency: 'high',
  topic: 'alert-1',
};

const send = (i) => webPush.sendNotification(subscriptionOf(i, origin), payload, details);

serve({}, ({ count }) => measured(() => inFlight(count, concurrency, send)));
