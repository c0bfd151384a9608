import L from 'leaflet';
import type { Point } from '../../../src/domain/town.js';
import type { Pin } from './recent-pins.js';

/** A place of the chronology: its number above a point that touches the ground. */
export const drawPin = (pin: {
  readonly place: Point;
  readonly words: string;
  readonly isChosen: boolean;
}): L.Marker => {
  const box = document.createElement('span');
  box.className = `map-pin${pin.isChosen ? ' map-pin-chosen' : ''}`;
  box.textContent = pin.words;
  return L.marker(pin.place, {
    icon: L.divIcon({ html: box, className: 'map-pin-icon', iconSize: [0, 0] }),
    ...{ interactive: false, keyboard: false, zIndexOffset: pin.isChosen ? 3000 : 2000 },
  });
};

export const drawPins = (pins: readonly Pin[]): L.LayerGroup =>
  L.layerGroup(
    // The newest on top.
    pins
      .toReversed()
      .map(({ entry, place, isChosen }) => drawPin({ place, words: String(entry.root), isChosen })),
  );
