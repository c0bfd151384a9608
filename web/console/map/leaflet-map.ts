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

/**
 * Hides every name that would cover one already shown; zooming in brings it out. Those with a mark come first, and where there is
 * no room for the name the mark stays alone.
 */
export const untangle = (map: L.Map): void => {
  const shown: DOMRect[] = [];
  const names: { readonly tip: L.Tooltip; readonly tag: HTMLElement; readonly isMarked: boolean }[] = [];
  map.eachLayer((tip) => {
    const tag =
      tip instanceof L.Tooltip && tip.options.className === 'map-name' ? tip.getElement() : undefined;
    if (!(tip instanceof L.Tooltip) || tag === undefined) return;
    names.push({ tip, tag, isMarked: tag.querySelector('.map-name-mark:not(:empty)') !== null });
  });
  for (const { tip, tag, isMarked } of names.toSorted((a, b) => Number(b.isMarked) - Number(a.isMarked)))
    for (const short of isMarked ? [false, true] : [false]) {
      tag.hidden = false;
      tag.classList.toggle('map-name-short', short);
      // Its middle stays where it was.
      tip.update();
      const box = tag.getBoundingClientRect();
      tag.hidden = coversAny(box, shown);
      if (tag.hidden) continue;
      shown.push(box);
      break;
    }
};

export const coversAny = (box: DOMRect, others: readonly DOMRect[]): boolean =>
  others.some(
    (other) =>
      box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top,
  );
