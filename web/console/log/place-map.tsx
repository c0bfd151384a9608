import type L from 'leaflet';
import { useEffect, useRef } from 'react';
import { townBox } from '../../../src/domain/town-box.js';
import type { Point } from '../../../src/domain/town.js';
import type { TownShape } from '../api/types.js';
import { boundsOf, makeMap } from '../map/leaflet-map.js';
import { drawOrders } from '../situation/draw.js';
import { drawPin } from '../situation/pins.js';
import { placeTags } from '../situation/place-tags.js';
import { placeName, useText } from '../text/labels.js';

interface Props {
  readonly town: TownShape;
  readonly place: Point | null;
  /** Where to begin when there is no place yet. */
  readonly from: Point | null;
  readonly onPick: (place: Point) => void;
}

/** Pixels that a button or an arrow key moves the map by. */
const step = 80;
const moves = [
  ['north', 0, -step, '↑'],
  ['west', -step, 0, '←'],
  ['east', step, 0, '→'],
  ['south', 0, step, '↓'],
] as const;
/** Closer than the whole town: some streets. */
const close = 14;

const pointOf = ({ lat, lng }: L.LatLng): Point => ({
  lat: Number(lat.toFixed(6)),
  lng: Number(lng.toFixed(6)),
});

/** Pointed to by a click, or by moving the map under its cross: nothing needs dragging (WCAG 2.5.7). */
export const PlaceMap = ({ town, place, from, onPick }: Props) => {
  const t = useText();
  const box = useRef<HTMLDivElement>(null);
  const map = useRef<L.Map>(null);
  const begin = useRef(place ?? from);
  const pick = useRef(onPick);
  useEffect(() => {
    pick.current = onPick;
  }, [onPick]);
  useEffect(() => {
    if (box.current === null) return;
    const made = open(box.current, town, begin.current, [t('map.in'), t('map.out')]);
    made.on('click', ({ latlng }: L.LeafletMouseEvent) => pick.current(pointOf(latlng)));
    map.current = made;
    return () => {
      made.remove();
      map.current = null;
    };
  }, [town, t]);
  useEffect(() => {
    if (map.current === null || place === null) return;
    const pin = drawPin({ place, words: '', isChosen: true }).addTo(map.current);
    return () => void pin.remove();
  }, [place, town, t]);
  return (
    <div className="grid gap-2">
      <div className="map relative">
        <div ref={box} role="application" aria-label={t('log.place.map')} />
        <span aria-hidden="true" className="map-cross" />
      </div>
      <div className="flex flex-wrap gap-2">
        <button
          type="button"
          className="btn btn-primary"
          onClick={() => map.current !== null && onPick(pointOf(map.current.getCenter()))}
        >
          {t('log.place.middle')}
        </button>
        {moves.map(([way, x, y, sign]) => (
          <button
            key={way}
            type="button"
            className="btn"
            aria-label={t(`log.place.${way}`)}
            onClick={() => map.current?.panBy([x, y])}
          >
            <span aria-hidden="true">{sign}</span>
          </button>
        ))}
      </div>
    </div>
  );
};

/** The town with its names, closer where it is known what for; arrow keys move it. */
const open = (
  box: HTMLElement,
  town: TownShape,
  begin: Point | null,
  zoom: readonly [string, string],
): L.Map => {
  const map = makeMap(box, zoom);
  map.keyboard.enable();
  const { south, west, north, east } = townBox(town);
  map.setMaxBounds([
    [south, west],
    [north, east],
  ]);
  if (begin !== null) map.setView(begin, close, { animate: false });
  else if (town.boundary !== null) map.fitBounds(boundsOf(town.boundary), { animate: false });
  const nothing = { standing: () => ['', ''] as const, name: placeName };
  drawOrders(town, { districts: [] }, { orders: false, drill: false, words: nothing }).addTo(map);
  placeTags(box);
  map.on('zoomend', () => placeTags(box));
  return map;
};
