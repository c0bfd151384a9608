import { useCallback } from 'react';
import type { Districts, TownShape } from '../api/types.js';
import { LazyMap } from '../map/lazy-map.js';
import { count } from '../text/format.js';
import { placeName, useText } from '../text/labels.js';
import { AreaList } from './area-list.js';
import { DistrictList, HazardList } from './district-list.js';

interface Props {
  readonly town: TownShape;
  readonly value: Districts;
  readonly hazard: string | null;
  /** Only these may be chosen (a lift); all when absent. */
  readonly only?: readonly string[];
  readonly onChange: (districts: Districts) => void;
}

/** Where it holds: nothing preselected, the whole town a choice of its own, map and list the same thing. */
export const DistrictFields = (props: Props) => {
  const t = useText();
  const { town, value, only } = props;
  const offered = town.districts.filter((district) => only === undefined || only.includes(district.code));
  const isOn = useCallback((code: string) => value === 'all' || value.includes(code), [value]);
  const set = (codes: readonly string[], on: boolean) => {
    const keep = offered.map((one) => one.code).filter((code) => (codes.includes(code) ? on : isOn(code)));
    props.onChange(keep);
  };
  const paint = useCallback(
    (code: string) => {
      const district = town.districts.find((one) => one.code === code);
      const chosen = isOn(code);
      const name = district === undefined ? code : placeName(district.name);
      // A lift shows where the order holds; the rest of the town stays flat.
      if (only !== undefined && !only.includes(code))
        return {
          fill: 'var(--sunken)',
          strong: false,
          mark: '',
          name: `${name}: ${t('district.notInForce')}`,
        };
      return {
        fill: chosen ? 'var(--primary)' : only === undefined ? 'var(--land)' : 'var(--info-soft)',
        strong: chosen || only !== undefined,
        mark: chosen ? '✓' : '',
        name: `${name}: ${t(chosen ? 'district.on' : 'district.off')}`,
      };
    },
    [town, isOn, only, t],
  );
  const codes = offered.map((one) => one.code);
  const size = value === 'all' ? offered.length : value.length;
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        {only === undefined && (
          <label className="choice font-700">
            <input
              type="checkbox"
              checked={value === 'all'}
              onChange={(event) => props.onChange(event.target.checked ? 'all' : [])}
            />
            <span>{t('district.wholeTown', { count: town.districts.length })}</span>
          </label>
        )}
        <HazardList
          town={town}
          hazard={props.hazard}
          onSet={(list) => props.onChange(codes.filter((code) => list.includes(code)))}
        />
        <button type="button" className="btn" onClick={() => props.onChange([])}>
          {t('district.clear')}
        </button>
      </div>
      <p className="numbers font-700" data-districts={size}>
        {t('district.chosen', { count: count(size), all: count(offered.length) })}
      </p>
      <LazyMap
        town={town}
        label={t('district.map')}
        paint={paint}
        onPick={(code) => codes.includes(code) && set([code], !isOn(code))}
      />
      <AreaList town={town} offered={codes} isOn={isOn} onSet={set} />
      <DistrictList offered={offered} isOn={isOn} onSet={set} />
    </div>
  );
};
