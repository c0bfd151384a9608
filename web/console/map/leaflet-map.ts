import L from 'leaflet';
import 'leaflet/dist/leaflet.css';
import { ringsOf } from './cells.js';

/** A map without tiles: nothing is fetched, and a list beside it says the same. */
export const makeMap = (box: HTMLElement, [zoomIn, zoomOut]: readonly [string, string]): L.Map => {
  const map = L.map(box, {
    keyboard: false,
    scrollWheelZoom: false,
    zoomControl: false,
    attributionControl: false,
    zoomSnap: 0.25,
    zoomAnimation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
  });
  // The corner where the town's outline leaves room, on a phone too.
  L.control.zoom({ position: 'bottomright', zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
  return map;
};

export const boundsOf = (boundary: GeoJSON.GeoJSON): L.LatLngBounds =>
  L.latLngBounds(
    ringsOf(boundary)
      .flat()
      .map(([lng, lat]): [number, number] => [lat, lng]),
  );

/** Hides every name that would cover one already shown; zooming in brings it out. */
export const untangle = (map: L.Map): void => {
  const shown: DOMRect[] = [];
  for (const name of map.getContainer().querySelectorAll<HTMLElement>('.map-name')) {
    name.hidden = false;
    const box = name.getBoundingClientRect();
    name.hidden = coversAny(box, shown);
    if (!name.hidden) shown.push(box);
  }
};

export const coversAny = (box: DOMRect, others: readonly DOMRect[]): boolean =>
  others.some(
    (other) =>
      box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top,
  );
