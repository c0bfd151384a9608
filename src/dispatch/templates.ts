import type { ChannelId } from '../domain/channel.js';
import { readOrderTemplate, type OrderTemplate } from '../store/order.store.js';
import type { Call } from './calls.js';
import type { DispatchDeps } from './dispatch-deps.js';

const kept = 1000;

/** What all orders of one version and rendering share, read once. */
export function createTemplates(
  channel: ChannelId,
  { store, world }: DispatchDeps,
): (call: Call) => Promise<OrderTemplate> {
  const templates = new Map<string, Promise<OrderTemplate>>();
  return ({ versionId, renderingId }) => {
    const key = `${versionId} ${renderingId}`;
    const known = templates.get(key);
    if (known) return known;
    if (templates.size > kept) templates.clear();
    const read = readOrderTemplate(store, world, channel, versionId, renderingId);
    templates.set(key, read);
    read.catch(() => templates.delete(key));
    return read;
  };
}
