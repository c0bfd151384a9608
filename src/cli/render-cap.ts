import type { Kind } from '../domain/kind.js';
import type { Message } from '../domain/message.js';
import type { Rendering } from '../domain/rendering.js';
import type { Town } from '../domain/town.js';
import { townAlert } from '../formats/cap/town-alert.js';
import { loadBoundary } from '../platform/town.js';

/**
 * A composed message as CAP 1.2, as it would be sent. The identifier says that it is a rendering: the hub gives its own
 * when it submits.
 */
export function renderCap(
  { message, kind, town }: { message: Message; kind: Kind; town: Town },
  renderings: readonly Rendering[],
  configDir: string,
): string {
  const facts = {
    identifier: `render-${kind.kind}-${message.decidedAt}`,
    ...({ status: message.status, intent: 'alert', sent: message.decidedAt, references: [] } as const),
    districts: message.districts,
    expires: message.decidedAt + kind.lifetimeMinutes * 60_000,
  };
  return townAlert({ town, kind, boundary: loadBoundary(configDir, town.id) }, facts, renderings);
}
