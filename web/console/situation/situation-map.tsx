import type L from 'leaflet';
import { useEffect, useRef } from 'react';
import type { SituationShape, TownShape } from '../api/types.js';
import { boundsOf, makeMap } from '../map/leaflet-map.js';
import { orderInForce, placeName, useText } from '../text/labels.js';
import { drawOrders, drawShelters, drawWarnings, showLayers } from './draw.js';
import type { MapLabel } from './labels.js';
import { drawPins } from './pins.js';
import { placeTags } from './place-tags.js';
import type { Pin } from './recent-pins.js';

export interface Layers {
  readonly orders: boolean;
  readonly warnings: boolean;
  readonly shelters: boolean;
  readonly pins: boolean;
}

/** CSS pixels of the map on paper: they fit A4 upright; larger paper magnifies it. */
const onPaper = { width: '680px', height: '430px' };

/** The town at a moment. Whatever it shows, the lists beside it say too. */
export const SituationMap = (props: {
  town: TownShape;
  situation: SituationShape;
  pins: readonly Pin[];
  layers: Layers;
  drill: boolean;
  label: string;
}) => {
  const { town, situation, pins, layers, drill } = props;
  const t = useText();
  const box = useRef<HTMLDivElement>(null);
  const map = useRef<L.Map>(null);
  useEffect(() => {
    const { boundary } = town;
    if (box.current === null || boundary === null) return;
    const made = makeMap(box.current, [t('map.in'), t('map.out')]);
    map.current = made;
    const stop = keepFitted(made, box.current, boundsOf(boundary));
    return () => {
      stop();
      made.remove();
      map.current = null;
    };
  }, [town, t]);
  useEffect(() => {
    const onto = map.current;
    if (onto === null) return;
    const words = { name: placeName, standing: (label: MapLabel) => standingWords(label, t) };
    const drawn = [
      drawOrders(town, situation, { orders: layers.orders, drill, words }),
      ...(layers.warnings && situation.warnings.length > 0 ? [drawWarnings(town)] : []),
      ...(layers.shelters ? [drawShelters(town, situation)] : []),
      ...(layers.pins ? [drawPins(pins)] : []),
    ];
    showLayers(onto, drawn);
    placeTags(onto.getContainer());
    return () => {
      for (const layer of drawn) layer.remove();
    };
  }, [town, situation, pins, layers, drill, t]);
  return (
    <div role="group" aria-label={props.label}>
      <div className="map situation-map">
        <div ref={box} />
      </div>
    </div>
  );
};

/** 「4」「 避難指示」, with how many of its chome where not all; nothing where nothing is ordered. */
const standingWords = (
  { standing, some }: MapLabel,
  t: ReturnType<typeof useText>,
): readonly [number: string, rest: string] => {
  if (standing.as === 'none') return ['', ''];
  const share = some === null ? '' : t('situation.someOf', { n: some.n, of: some.of });
  if (standing.as === 'lifted') return [t('situation.lifted'), share];
  if (standing.level === 0) return [orderInForce(standing.kind, 0), share];
  return [String(standing.level), ` ${t(`situation.short${standing.level as 3 | 4 | 5}`)}${share}`];
};

/** Fits the town into the box, also on paper, whose size is only known by what we give it. */
const keepFitted = (map: L.Map, box: HTMLElement, bounds: L.LatLngBounds): (() => void) => {
  const fit = () => {
    map.invalidateSize({ animate: false });
    map.fitBounds(bounds, { padding: [8, 8], animate: false });
    placeTags(box);
  };
  const frame = box.parentElement;
  const toPaper = () => {
    Object.assign(frame?.style ?? {}, onPaper);
    fit();
  };
  const fromPaper = () => {
    Object.assign(frame?.style ?? {}, { width: '', height: '' });
    fit();
  };
  fit();
  map.on('zoomend', () => placeTags(box));
  const watcher = new ResizeObserver(fit);
  watcher.observe(box);
  addEventListener('beforeprint', toPaper);
  addEventListener('afterprint', fromPaper);
  return () => {
    watcher.disconnect();
    removeEventListener('beforeprint', toPaper);
    removeEventListener('afterprint', fromPaper);
  };
};
