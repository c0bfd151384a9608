import L from 'leaflet';
import type { SituationShape, TownShape } from '../api/types.js';
import { cellOf, ringsOf } from '../map/cells.js';
import { shelterSign } from '../shelters/shelter-sign.js';
import { labelsOf, standingOf, toldShelters, type MapLabel } from './labels.js';

/** The official colours; an order without a number has none. */
const fills: Record<number, string> = { 0: 'var(--line-strong)', 3: '#ff2800', 4: '#aa00aa', 5: '#0c000c' };

/** What the map says in words; made outside, where the language is known. */
export interface Words {
  /** What stands in a badge: the number, which stays where room is scarce, and the rest. */
  readonly standing: (label: MapLabel) => readonly [number: string, rest: string];
  readonly name: (name: MapLabel['name']) => string;
}

const svg = 'http://www.w3.org/2000/svg';

/** Stripes for what was lifted, and across every order of a drill. */
const addHatches = (map: L.Map): void => {
  const root = map.getPanes().overlayPane.querySelector('svg');
  if (root === null || root.querySelector('defs') !== null) return;
  const defs = document.createElementNS(svg, 'defs');
  for (const [id, colour, width] of [
    ['hatch-lifted', 'var(--text)', '2'],
    ['hatch-drill', '#ffffff', '3'],
  ] as const) {
    const pattern = document.createElementNS(svg, 'pattern');
    for (const [name, value] of Object.entries({
      id,
      width: '12',
      height: '12',
      patternUnits: 'userSpaceOnUse',
      patternTransform: 'rotate(45)',
    }))
      pattern.setAttribute(name, value);
    const line = document.createElementNS(svg, 'line');
    for (const [name, value] of Object.entries({
      x1: '0',
      y1: '0',
      x2: '0',
      y2: '12',
      'stroke-width': width,
    }))
      line.setAttribute(name, value);
    line.style.stroke = colour;
    pattern.append(line);
    defs.append(pattern);
  }
  root.prepend(defs);
};

const polygonsOf = (town: TownShape): ReadonlyMap<string, [number, number][][]> => {
  const rings = town.boundary === null ? [] : ringsOf(town.boundary);
  return new Map(
    town.districts.map((district) => [
      district.code,
      rings.map((ring) =>
        cellOf(district, town.districts, ring).map(([lng, lat]): [number, number] => [lat, lng]),
      ),
    ]),
  );
};

/** The land and the town's orders: filled, with their words in the area. */
export const drawOrders = (
  town: TownShape,
  situation: Pick<SituationShape, 'districts'>,
  show: { readonly orders: boolean; readonly drill: boolean; readonly words: Words },
): L.LayerGroup => {
  const group = L.layerGroup();
  const shapes = polygonsOf(town);
  const told = show.orders ? situation : { districts: [] };
  const here = new Map(told.districts.map((one) => [one.code, one]));
  const add = (code: string, style: L.PolylineOptions) =>
    L.polygon(shapes.get(code) ?? [], { interactive: false, ...style }).addTo(group);
  for (const { code } of town.districts) {
    const standing = standingOf(here.get(code));
    const strong = standing.as === 'ordered';
    add(code, {
      fillColor: strong ? (fills[standing.level] ?? 'var(--land)') : 'var(--land)',
      fillOpacity: 1,
      color: strong ? 'var(--text)' : 'var(--line-strong)',
      weight: strong ? 2 : 1,
      className: `district district-${standing.as}`,
    });
    if (strong && show.drill) add(code, { stroke: false, fillColor: 'url(#hatch-drill)', fillOpacity: 0.28 });
    if (standing.as === 'lifted')
      add(code, { stroke: false, fillColor: 'url(#hatch-lifted)', fillOpacity: 0.5 });
  }
  for (const label of labelsOf(town.districts, told)) nameTag(label, show.words).addTo(group);
  return group;
};

const nameTag = (label: MapLabel, words: Words): L.Marker => {
  const box = document.createElement('span');
  box.className = 'map-tag';
  const name = document.createElement('span');
  name.className = 'map-tag-name';
  name.textContent = words.name(label.name);
  box.append(name);
  const [number, rest] = words.standing(label);
  if (number !== '') {
    const badge = document.createElement('span');
    badge.className =
      label.standing.as === 'ordered' ? `level level-${label.standing.level || 'none'}` : 'map-tag-lifted';
    const more = document.createElement('span');
    more.className = 'map-tag-rest';
    more.textContent = rest;
    badge.append(number, more);
    box.append(badge);
  }
  return L.marker(label.at, {
    icon: L.divIcon({ html: box, className: 'map-tag-icon', iconSize: [0, 0] }),
    interactive: false,
    keyboard: false,
    // Above the signs of closed shelters, below those of open ones.
    zIndexOffset: 500,
  });
};

/** JMA's warnings hold for the whole town: its outline alone, dashed, never filled. */
export const drawWarnings = (town: TownShape): L.LayerGroup =>
  L.layerGroup(
    (town.boundary === null ? [] : ringsOf(town.boundary)).map((ring) =>
      L.polygon(
        ring.map(([lng, lat]): [number, number] => [lat, lng]),
        { interactive: false, fill: false, color: 'var(--text)', weight: 4, dashArray: '10 8' },
      ),
    ),
  );

/** One sign a building, with its numbers in the list; a closed one has its sign alone. */
export const drawShelters = (town: TownShape, situation: SituationShape): L.LayerGroup => {
  const told = toldShelters(town.shelters, situation);
  const buildings = Map.groupBy(town.shelters, ({ name }) => name.ja.replaceAll(/\s/gu, ''));
  return L.layerGroup(
    [...buildings.values()].flatMap((own) => {
      const mine = told.filter(({ place }) => own.includes(place));
      const first = mine.find(({ shelter }) => shelter.state === 'open') ?? mine[0];
      const point = (first?.place ?? own[0])?.point;
      if (point === undefined) return [];
      const state = first?.shelter.state ?? 'closed';
      const box = document.createElement('span');
      box.className = `map-shelter map-shelter-${state}`;
      box.textContent = [shelterSign[state], mine.map(({ n }) => n).join('・')].join(' ').trim();
      const icon = L.divIcon({ html: box, className: 'map-shelter-icon', iconSize: [0, 0] });
      const zIndexOffset = state === 'closed' ? 0 : 1000;
      return [L.marker(point, { icon, interactive: false, keyboard: false, zIndexOffset })];
    }),
  );
};

/** Puts the layers on a map, in the order that keeps names in sight. */
export const showLayers = (map: L.Map, layers: readonly L.LayerGroup[]): void => {
  for (const layer of layers) layer.addTo(map);
  addHatches(map);
};
