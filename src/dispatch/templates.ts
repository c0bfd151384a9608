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
  const find = ({ versionId, renderingId }: Call): Promise<OrderTemplate> => {
    const key = `${versionId} ${renderingId}`;
    const known = templates.get(key);
    if (known) return known;
    if (templates.size > kept) templates.clear();
    const read = readOrderTemplate(store, world, channel, versionId, renderingId);
    templates.set(key, read);
    read.catch(() => {
      templates.delete(key);
      last = null;
    });
    return read;
  };
  // Thousands a second are of one version and rendering: their names are compared, not joined and looked up.
  let last: { readonly of: Call; readonly template: Promise<OrderTemplate> } | null = null;
  return (call) => {
    if (last?.of.versionId === call.versionId && last.of.renderingId === call.renderingId)
      return last.template;
    last = { of: call, template: find(call) };
    return last.template;
  };
}
