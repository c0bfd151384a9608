import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { serverNow } from '../api/live.js';
import { reads, useTown, useWorld } from '../api/queries.js';
import type { SituationShape } from '../api/types.js';
import { Loaded } from '../shell/loaded.js';
import { Page } from '../shell/page.js';
import { dayAndTime } from '../text/format.js';
import { useText } from '../text/labels.js';
import { Legend } from './legend.js';
import { PinTable } from './pin-table.js';
import { recentPins, type Pin } from './recent-pins.js';
import type { Layers } from './situation-map.js';
import { DistrictTable, ShelterTable, WarningList } from './tables.js';
import { TimeSlider } from './time-slider.js';

const SituationMap = lazy(async () => ({ default: (await import('./situation-map.js')).SituationMap }));

/** Milliseconds in which a slider that is still moving asks for nothing. */
const pause = 150;

/** The town on a map and in lists: orders, JMA's warnings, shelters, the chronology's places; now, or at a moment of the last day. */
export const SituationPage = () => {
  const t = useText();
  const [at, setAt] = useState<number | null>(null);
  const asked = useSettled(at);
  const situation = useQuery({ ...reads.situation(asked), placeholderData: keepPreviousData });
  return (
    <Page title={t('situation.title')} lead={<span className="no-print">{t('situation.lead')}</span>}>
      {at !== null && (
        <p className="mb-3 rounded-8 bg-warning-soft p-3 text-[1.125rem] font-700 text-warning" data-past>
          <span aria-hidden="true">◀ </span>
          {t('situation.past', { time: dayAndTime(at) })}
        </p>
      )}
      <Loaded query={situation} lines={30}>
        {(now) => <Picture situation={now} at={at} onTime={setAt} />}
      </Loaded>
    </Page>
  );
};

/** The value once it has stood still; now is asked for at once. */
const useSettled = (at: number | null): number | null => {
  const [settled, setSettled] = useState(at);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(at), at === null ? 0 : pause);
    return () => clearTimeout(timer);
  }, [at]);
  return settled;
};

/** Enough for a day on which everything bears a place. */
const mostPins = 500;

/** What an entry's time may lie ahead of the browser's guess of the hub's. */
const slack = 60_000;

/** The chronology's places at a moment (null: now), and the one that the address asks for. */
const usePins = (at: number | null): readonly Pin[] => {
  const { pin } = useSearch({ from: '/map' });
  const placed = useQuery(reads.chronology(`placed=yes&limit=${mostPins}`)).data;
  const wanted = useQuery({
    ...reads.chronology(`before=${(pin ?? 0) + 1}&limit=1`),
    enabled: pin !== undefined,
  }).data?.entries[0];
  const chosen = wanted !== undefined && wanted.root === pin ? wanted : null;
  return useMemo(
    () => recentPins(placed?.entries ?? [], at ?? serverNow() + slack, chosen),
    [placed, at, chosen],
  );
};

const Picture = (props: {
  situation: SituationShape;
  at: number | null;
  onTime: (at: number | null) => void;
}) => {
  const { situation } = props;
  const t = useText();
  const town = useTown();
  const world = useWorld();
  const [layers, setLayers] = useState<Layers>({
    ...{ orders: true, warnings: true, shelters: true, pins: true },
  });
  const pins = usePins(props.at);
  return (
    <>
      <p className="print-only numbers text-[1.125rem] font-700" data-print-head>
        {t(`world.${world}`)} ・ {t('situation.asOf', { time: dayAndTime(situation.at) })}
      </p>
      <div className="situation-grid grid gap-4 lg:grid-cols-[1.5fr_1fr] lg:items-start">
        <div className="grid gap-3">
          <TimeSlider at={props.at} onChange={props.onTime} />
          <LayerFields layers={layers} onChange={setLayers} />
          {town.boundary === null ? (
            <p className="card">{t('situation.noMap')}</p>
          ) : (
            <Suspense
              fallback={<div className="map situation-map grid place-items-center">{t('app.loading')}</div>}
            >
              <SituationMap
                town={town}
                situation={situation}
                pins={pins}
                layers={layers}
                drill={world === 'drill'}
                label={t('situation.map')}
              />
            </Suspense>
          )}
          <p className="hint">{t('map.note')}</p>
          <Legend drill={world === 'drill'} />
        </div>
        <div className="grid gap-4">
          <DistrictTable situation={situation} />
          <WarningList warnings={situation.warnings} />
          <PinTable pins={pins} />
          <ShelterTable situation={situation} />
          <p className="no-print">
            <button type="button" className="btn" onClick={() => window.print()}>
              {t('situation.print')}
            </button>
          </p>
        </div>
      </div>
    </>
  );
};

const LayerFields = ({ layers, onChange }: { layers: Layers; onChange: (layers: Layers) => void }) => {
  const t = useText();
  return (
    <fieldset className="no-print">
      <legend className="sr-only">{t('situation.layers')}</legend>
      <div className="flex flex-wrap gap-2">
        {(['orders', 'warnings', 'shelters', 'pins'] as const).map((layer) => (
          <label key={layer} className="choice">
            <input
              type="checkbox"
              checked={layers[layer]}
              onChange={(event) => onChange({ ...layers, [layer]: event.target.checked })}
            />
            <span>{t(`situation.layer.${layer}`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
};
