import type { Area } from '../../../src/domain/town.js';
import type { TownShape } from '../api/types.js';
import { count } from '../text/format.js';
import { label, placeName, useText } from '../text/labels.js';

interface Props {
  readonly town: TownShape;
  /** Codes that may be chosen. */
  readonly offered: readonly string[];
  readonly isOn: (code: string) => boolean;
  readonly onSet: (codes: readonly string[], on: boolean) => void;
}

/** 自治会, school and brigade areas and hazard zones: each stands for the districts it lies in. */
export const AreaList = ({ town, offered, isOn, onSet }: Props) => {
  const t = useText();
  const areas = town.areas.filter((area) => area.districts.some((code) => offered.includes(code)));
  if (areas.length === 0) return null;
  const types = [...Map.groupBy(areas, (area) => area.type)];
  return (
    <details>
      <summary className="min-h-[2.75rem] cursor-pointer content-center font-700">
        {t('district.areas', { count: areas.length })}
      </summary>
      {areas.some(({ invented }) => invented) && <p className="hint">{t('district.areasInvented')}</p>}
      {types.map(([type, members]) => (
        <fieldset key={type} className="mt-2">
          <legend className="font-700">{label('areaType', type)}</legend>
          <ul className="mt-1 grid gap-2 sm:grid-cols-2">
            {members.map((area) => (
              <li key={area.code}>
                <AreaChoice
                  area={area}
                  on={area.districts.every((code) => isOn(code) || !offered.includes(code))}
                  onChange={(on) => onSet(area.districts, on)}
                />
              </li>
            ))}
          </ul>
        </fieldset>
      ))}
    </details>
  );
};

const AreaChoice = (props: { area: Area; on: boolean; onChange: (on: boolean) => void }) => {
  const t = useText();
  const { households, people, districts, name } = props.area;
  return (
    <label className="choice">
      <input type="checkbox" checked={props.on} onChange={(event) => props.onChange(event.target.checked)} />
      <span>
        {placeName(name)}
        <span className="hint numbers block">
          {t('district.areaFigures', {
            districts: count(districts.length),
            households: households === null ? '—' : count(households),
            people: people === null ? '—' : count(people),
          })}
        </span>
      </span>
    </label>
  );
};
