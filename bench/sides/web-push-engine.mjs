// The product's side of `web-push`: the real dispatcher and store on SQLite, the real channel with its threads.
import { createWebPushChannel } from '../../dist/channels/web-push.js';
import { webPushLimits } from '../../dist/channels/web-push.limits.js';
import { targetOf, text } from '../support/browsers.mjs';
import { startChannelEngine } from '../support/channel-engine.mjs';
import { options, serve } from '../support/side.mjs';

const { port, ca, privateKey, subject, districts } = options;
const channel = createWebPushChannel({
  vapid: { subject, privateKey },
  dial: { url: `https://127.0.0.1:${port}`, ca },
  limits: { ...webPushLimits, callsPerSecond: 200_000 },
});
const engine = await startChannelEngine({ channel, districts, targetOf, text });

serve({}, ({ districts: chosen }) => engine.fanOut(chosen), engine.close);
