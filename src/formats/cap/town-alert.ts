import { resolveDistricts } from '../../domain/district-state.js';
import type { Kind } from '../../domain/kind.js';
import type { DistrictChoice } from '../../domain/message.js';
import type { Rendering } from '../../domain/rendering.js';
import type { Town } from '../../domain/town.js';
import type { CapPoint, CapReference } from './alert.js';
import { alertFromRenderings, type CapFacts } from './from-renderings.js';
import { writeCap } from './write.js';

/** Japan keeps one offset all year. */
const offsetMinutes = 540;

/** A name that is the town's alone in the world: its domain. */
const senderOf = (town: Town): string => new URL(town.website).host;

/** An earlier version of the alert, by what names it in CAP. */
export const referenceTo = (town: Town, { id, sent }: { id: string; sent: number }): CapReference => ({
  sender: senderOf(town),
  identifier: id,
  sent,
});

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

interface OfTown extends Omit<CapFacts, 'sender' | 'districts' | 'polygons'> {
  readonly districts: DistrictChoice;
}

/**
 * A message of the town as CAP 1.2, in XML. The polygon is the town's boundary (GeoJSON, or null) where the whole town is
 * meant; districts have codes, no outline.
 */
export function townAlert(
  { town, boundary, kind }: { readonly town: Town; readonly boundary: unknown; readonly kind: Kind },
  facts: OfTown,
  renderings: readonly Rendering[],
): string {
  const districts = resolveDistricts(facts.districts, town);
  const isWhole = districts.length === town.districts.length;
  const polygons = isWhole ? ringsOf(boundary) : [];
  const alert = alertFromRenderings(
    kind,
    town,
    { ...facts, districts, polygons, sender: senderOf(town) },
    renderings,
  );
  return writeCap(alert, offsetMinutes);
}
