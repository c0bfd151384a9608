import { resolveDistricts } from '../domain/district-state.js';
import type { Kind } from '../domain/kind.js';
import type { Message } from '../domain/message.js';
import type { Rendering } from '../domain/rendering.js';
import type { Town } from '../domain/town.js';
import type { CapPoint } from '../formats/cap/alert.js';
import { alertFromRenderings, type CapFacts } from '../formats/cap/from-renderings.js';
import { writeCap } from '../formats/cap/write.js';
import { loadBoundary } from '../platform/town.js';

/** Japan keeps one offset all year. */
const offsetMinutes = 540;

/** Outer rings of a GeoJSON boundary, whose positions are longitude first. */
function ringsOf(boundary: unknown): readonly (readonly CapPoint[])[] {
  const { features = [] } = (boundary ?? {}) as {
    features?: { geometry: { type: string; coordinates: unknown } }[];
  };
  return features
    .flatMap(({ geometry }) =>
      geometry.type === 'Polygon'
        ? [(geometry.coordinates as [number, number][][])[0]]
        : (geometry.coordinates as [number, number][][][]).map(([outer]) => outer),
    )
    .map((ring = []) => ring.map(([lng, lat]): CapPoint => [lat, lng]));
}

/**
 * A composed message as CAP 1.2, as it would be sent. The identifier says that it is a rendering: the hub gives its own
 * when it submits. The polygon is the town's boundary where the whole town is meant; districts have codes, no outline.
 */
export function renderCap(
  { message, kind, town }: { message: Message; kind: Kind; town: Town },
  renderings: readonly Rendering[],
  configDir: string,
): string {
  const districts = resolveDistricts(message.districts, town);
  const isWhole = districts.length === town.districts.length;
  const facts: CapFacts = {
    identifier: `render-${kind.kind}-${message.decidedAt}`,
    sender: new URL(town.website).host,
    ...{ status: message.status, intent: 'alert', sent: message.decidedAt, references: [], districts },
    expires: message.decidedAt + kind.lifetimeMinutes * 60_000,
    polygons: isWhole ? ringsOf(loadBoundary(configDir, town.id)) : [],
  };
  return writeCap(alertFromRenderings(kind, town, facts, renderings), offsetMinutes);
}
