import { useState } from 'react';
import type { District } from '../../../src/domain/town.js';
import type { TownShape } from '../api/types.js';
import { label, placeName, useText } from '../text/labels.js';
import { isMatch } from './district-search.js';

/** The town's own list of districts with dangerous places, where it gave one for this hazard. */
export const HazardList = (props: {
  town: TownShape;
  hazard: string | null;
  onSet: (codes: readonly string[]) => void;
}) => {
  const { town, hazard, onSet } = props;
  const t = useText();
  const list = hazard === null ? undefined : town.hazardDistricts[hazard];
  if (hazard === null || list === undefined || list.length === 0) return null;
  return (
    <button type="button" className="btn" onClick={() => onSet(list)}>
      {t('district.fromHazard', { hazard: label('hazard', hazard), count: list.length })}
    </button>
  );
};

interface ListProps {
  readonly offered: readonly District[];
  readonly isOn: (code: string) => boolean;
  readonly onSet: (codes: readonly string[], on: boolean) => void;
}

/** Districts by name, several chome of one name together. */
export const DistrictList = ({ offered, isOn, onSet }: ListProps) => {
  const t = useText();
  const [query, setQuery] = useState('');
  const found = offered.filter((district) => isMatch(district, query));
  const groups = [...Map.groupBy(found, (district) => district.base.ja).values()];
  return (
    <fieldset>
      <legend className="font-700">{t('district.list')}</legend>
      <label className="mt-1 grid gap-1">
        <span className="hint">{t('district.search')}</span>
        <input
          type="search"
          className="field max-w-[22rem]"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </label>
      {found.length === 0 && <p className="mt-2">{t('district.notFound')}</p>}
      <ul className="mt-2 grid gap-2 sm:grid-cols-2 xl:grid-cols-3">
        {groups.map((members) => (
          <Group key={members[0]?.base.ja} members={members} isOn={isOn} onSet={onSet} />
        ))}
      </ul>
    </fieldset>
  );
};

const Group = (props: { members: readonly District[] } & Omit<ListProps, 'offered'>) => {
  const t = useText();
  const { members, isOn, onSet } = props;
  const codes = members.map((one) => one.code);
  const all = codes.every(isOn);
  const first = members[0];
  if (first === undefined) return null;
  if (members.length === 1)
    return (
      <li>
        <One district={first} on={isOn(first.code)} onSet={onSet} />
      </li>
    );
  return (
    <li className="rounded-8 border border-line p-2 sm:col-span-2 xl:col-span-3">
      <label className="flex min-h-[2.75rem] items-center gap-2 font-700">
        <input
          type="checkbox"
          className="size-6 accent-[var(--primary)]"
          checked={all}
          ref={(box) => {
            if (box !== null) box.indeterminate = !all && codes.some(isOn);
          }}
          onChange={(event) => onSet(codes, event.target.checked)}
        />
        {t('district.group', { name: placeName(first.base), count: members.length })}
      </label>
      <ul className="grid gap-2 sm:grid-cols-2 xl:grid-cols-3">
        {members.map((district) => (
          <li key={district.code}>
            <One district={district} on={isOn(district.code)} onSet={onSet} />
          </li>
        ))}
      </ul>
    </li>
  );
};

const One = (props: { district: District; on: boolean; onSet: ListProps['onSet'] }) => (
  <label className="choice">
    <input
      type="checkbox"
      checked={props.on}
      onChange={(event) => props.onSet([props.district.code], event.target.checked)}
    />
    <span>{placeName(props.district.name)}</span>
  </label>
);
