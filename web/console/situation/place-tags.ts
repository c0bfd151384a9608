import { coversAny } from '../map/leaflet-map.js';

/** Pixels by which a tag may step aside. */
const steps = [0, -26, 26];
/** Pixels of width below which a map has room for numbers only. */
const narrow = 500;

/**
 * Finds room for every tag: whole, a step above or below, then its number alone. The most pressing come first, and none
 * covers a pin or a shelter that is open; what finds no room is hidden, and zooming in brings it out.
 */
export const placeTags = (container: HTMLElement): void => {
  const roomy = container.clientWidth >= narrow;
  const taken = [
    ...container.querySelectorAll('.map-pin, .map-shelter-open, .map-shelter-opening, .leaflet-control-zoom'),
  ].map((one) => one.getBoundingClientRect());
  for (const tag of container.querySelectorAll<HTMLElement>('.map-tag')) {
    tag.hidden = false;
    const room = findRoom(tag, taken, roomy);
    if (room === null) tag.hidden = true;
    else taken.push(room);
  }
};

const findRoom = (tag: HTMLElement, taken: readonly DOMRect[], roomy: boolean): DOMRect | null => {
  const forms = tag.querySelector('.map-tag-rest') === null ? [false] : roomy ? [false, true] : [true];
  for (const short of forms) {
    tag.classList.toggle('map-tag-short', short);
    for (const step of steps) {
      tag.style.setProperty('--step', `${step}px`);
      const box = tag.getBoundingClientRect();
      if (!coversAny(box, taken)) return box;
    }
  }
  return null;
};
