import L from 'leaflet';
import { useEffect, useRef } from 'react';
import type { TownShape } from '../api/types.js';
import { placeName, useText } from '../text/labels.js';
import { cellOf, ringsOf } from './cells.js';
import { boundsOf, makeMap, untangle } from './leaflet-map.js';

/** How a district is drawn; `name` is what its tooltip says, `mark` what stands beside its name, never colour alone. */
export interface Paint {
  readonly fill: string;
  readonly strong: boolean;
  readonly name: string;
  readonly mark: string;
}

interface Props {
  readonly town: TownShape;
  readonly label: string;
  readonly paint: (code: string) => Paint;
  readonly onPick?: (code: string) => void;
}

/** Draws the districts once; `paint` restyles them. Whatever it shows and does, the list beside it does too. */
export const TownMap = ({ town, label, paint, onPick }: Props) => {
  const t = useText();
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<L.Map>(null);
  const shapes = useRef(new Map<string, L.Polygon>());
  const pick = useRef(onPick);
  useEffect(() => {
    pick.current = onPick;
  }, [onPick]);
  useEffect(() => {
    const { boundary } = town;
    if (box.current === null || boundary === null) return;
    const map = makeMap(box.current, [t('map.in'), t('map.out')]);
    drawn.current = map;
    shapes.current = drawDistricts(map, town, (code) => pick.current?.(code));
    const bounds = boundsOf(boundary);
    const fit = () => {
      map.invalidateSize();
      map.fitBounds(bounds, { padding: [4, 4], animate: false });
      untangle(map);
    };
    fit();
    map.on('zoomend', () => untangle(map));
    const watcher = new ResizeObserver(fit);
    watcher.observe(box.current);
    return () => {
      watcher.disconnect();
      drawn.current = null;
      map.remove();
    };
  }, [town, t]);
  useEffect(() => {
    for (const [code, shape] of shapes.current) restyle(shape, paint(code));
    if (drawn.current !== null) markNames(drawn.current, town, (code) => paint(code).mark);
  }, [paint, town, t]);
  return (
    <div className="grid gap-1" role="group" aria-label={label}>
      <div className="map">
        <div ref={box} />
      </div>
      <p className="hint">{t('map.note')}</p>
    </div>
  );
};

const drawDistricts = (
  map: L.Map,
  town: TownShape,
  onPick: (code: string) => void,
): Map<string, L.Polygon> => {
  const shapes = new Map<string, L.Polygon>();
  const rings = town.boundary === null ? [] : ringsOf(town.boundary);
  for (const district of town.districts) {
    const parts = rings.map((ring) =>
      cellOf(district, town.districts, ring).map(([lng, lat]): [number, number] => [lat, lng]),
    );
    const shape = L.polygon(parts, { weight: 1 }).addTo(map);
    shape.on('click', () => onPick(district.code));
    shape.bindTooltip('', { sticky: true });
    shapes.set(district.code, shape);
  }
  nameDistricts(map, town);
  return shapes;
};

const groupsOf = ({ districts }: TownShape) => Map.groupBy(districts, ({ base }) => base.ja);

/** One name for 鳩ヶ丘一丁目 to 五丁目: five would cover one another. */
const nameDistricts = (map: L.Map, town: TownShape): void => {
  for (const [key, members] of groupsOf(town)) {
    const first = members[0];
    if (first === undefined) continue;
    const at = L.latLng(
      members.reduce((sum, { point }) => sum + point.lat, 0) / members.length,
      members.reduce((sum, { point }) => sum + point.lng, 0) / members.length,
    );
    L.tooltip({ permanent: true, direction: 'center', className: 'map-name', interactive: false })
      .setLatLng(at)
      .setContent(nameTag(key, placeName(first.base)))
      .addTo(map);
  }
};

const nameTag = (key: string, words: string): HTMLElement => {
  const tag = document.createElement('span');
  tag.dataset['group'] = key;
  const [name, mark] = [document.createElement('span'), document.createElement('span')];
  name.className = 'map-name-words';
  name.textContent = words;
  mark.className = 'map-name-mark';
  tag.append(name, mark);
  return tag;
};

/** Says by a sign what the colours say: the highest of a name's districts, and of how many where it is not all of them. */
const markNames = (map: L.Map, town: TownShape, markOf: (code: string) => string): void => {
  const groups = groupsOf(town);
  for (const tag of map.getContainer().querySelectorAll<HTMLElement>('.map-name [data-group]')) {
    const marks = (groups.get(tag.dataset['group'] ?? '') ?? []).map(({ code }) => markOf(code));
    const top = marks.toSorted().at(-1) ?? '';
    const some = marks.filter((one) => one === top).length;
    const mark = tag.querySelector('.map-name-mark');
    if (mark !== null)
      mark.textContent = top === '' || some === marks.length ? top : `${top} ${some}/${marks.length}`;
  }
  untangle(map);
};

const restyle = (shape: L.Polygon, paint: Paint): void => {
  shape.setStyle({
    fillColor: paint.fill,
    fillOpacity: 1,
    color: paint.strong ? 'var(--text)' : 'var(--line-strong)',
    weight: paint.strong ? 2.5 : 1,
  });
  shape.setTooltipContent(paint.name);
  if (paint.strong) shape.bringToFront();
};
