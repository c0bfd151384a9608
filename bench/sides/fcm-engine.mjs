// The product's side of `push-fcm`: the real dispatcher and store on SQLite, the real push channel.
import { startChannelEngine } from '../support/channel-engine.mjs';
import { pushChannel } from '../support/fcm-channel.mjs';
import { text, tokenOf } from '../support/fcm.mjs';
import { options, serve } from '../support/side.mjs';

const channel = pushChannel(options);
const engine = await startChannelEngine({ channel, districts: options.districts, targetOf: tokenOf, text });

serve({}, ({ districts }) => engine.fanOut(districts), engine.close);
