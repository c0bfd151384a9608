import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { shelterStates, type ShelterState } from '../../../src/domain/shelter.js';
import type { Shelter } from '../../../src/domain/town.js';
import { serverNow } from '../api/live.js';
import { reads, useMayDecide, useTown } from '../api/queries.js';
import type { ShelterShape } from '../api/types.js';
import { Loaded } from '../shell/loaded.js';
import { Page } from '../shell/page.js';
import { label, placeName, useText } from '../text/labels.js';
import { ShelterCard } from './shelter-card.js';

/** Every shelter of the town: open, to be opened, or closed. */
export const SheltersPage = () => {
  const t = useText();
  const shelters = useQuery(reads.shelters);
  const mayOrder = useMayDecide();
  return (
    <Page title={t('shelters.title')} lead={t('shelters.lead')}>
      {!mayOrder && <p className="card mb-4">{t('shelters.readsOnly')}</p>}
      <Loaded query={shelters} lines={24}>
        {(list) => <Shelters list={list} />}
      </Loaded>
    </Page>
  );
};

const types = ['emergency', 'evacuation', 'welfare'] as const;
const hazards = ['flood', 'inland-flood', 'landslide', 'earthquake', 'large-fire', 'volcano'] as const;

interface Filter {
  readonly words: string;
  readonly state: ShelterState | '';
  readonly hazard: string;
}

const plain = (text: string): string => text.normalize('NFKC').replaceAll(/\s/gu, '').toLowerCase();

const passes = (filter: Filter, place: Shelter, shelter: ShelterShape): boolean =>
  (filter.state === '' || shelter.state === filter.state) &&
  (filter.hazard === '' || shelter.hazards.includes(filter.hazard)) &&
  [place.name.ja, place.name.kana, place.name.romaji, place.address].some((text) =>
    plain(text).includes(plain(filter.words)),
  );

const Shelters = ({ list }: { list: readonly ShelterShape[] }) => {
  const t = useText();
  const town = useTown();
  const [filter, setFilter] = useState<Filter>({ words: '', state: '', hazard: '' });
  const now = serverNow();
  const rows = town.shelters.flatMap((place) => {
    const shelter = list.find(({ id }) => id === place.id);
    return shelter !== undefined && passes(filter, place, shelter) ? [{ place, shelter }] : [];
  });
  const n = (state: ShelterState) => list.filter((one) => one.state === state).length;
  return (
    <>
      <p className="numbers text-[1.125rem] font-700" data-shelter-counts>
        {t('shelters.counts', { open: n('open'), opening: n('opening'), closed: n('closed') })}
      </p>
      <FilterFields filter={filter} onChange={setFilter} />
      {rows.length === 0 && <p className="card mt-4">{t('shelters.none')}</p>}
      {types.map((type) => {
        const own = rows.filter(({ place }) => place.type === type);
        if (own.length === 0) return null;
        return (
          <section key={type} aria-labelledby={`type-${type}`} className="mt-6">
            <h2 id={`type-${type}`} className="h2">
              {t(`shelters.type.${type}`)}{' '}
              <span className="numbers text-muted">{t('shelters.many', { n: own.length })}</span>
            </h2>
            <ul className="mt-2 grid gap-3 md:grid-cols-2 xl:grid-cols-3">
              {own.map(({ place, shelter }) => (
                <li key={place.id}>
                  <ShelterCard place={place} now={now} shelter={shelter} />
                </li>
              ))}
            </ul>
          </section>
        );
      })}
      <p className="hint mt-6">{t('shelters.source', { name: placeName(town.name) })}</p>
    </>
  );
};

const FilterFields = ({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) => {
  const t = useText();
  return (
    <div role="search" className="mt-3 grid gap-3 sm:grid-cols-[2fr_1fr_1fr]">
      <label className="grid gap-1">
        {t('shelters.search')}
        <input
          type="search"
          className="field"
          value={filter.words}
          onChange={(event) => onChange({ ...filter, words: event.target.value })}
        />
      </label>
      <label className="grid gap-1">
        {t('shelters.state')}
        <select
          className="field"
          value={filter.state}
          onChange={(event) => onChange({ ...filter, state: event.target.value as Filter['state'] })}
        >
          <option value="">{t('shelters.all')}</option>
          {shelterStates.map((state) => (
            <option key={state} value={state}>
              {t(`shelter.${state}`)}
            </option>
          ))}
        </select>
      </label>
      <label className="grid gap-1">
        {t('shelters.hazard')}
        <select
          className="field"
          value={filter.hazard}
          onChange={(event) => onChange({ ...filter, hazard: event.target.value })}
        >
          <option value="">{t('shelters.all')}</option>
          {hazards.map((hazard) => (
            <option key={hazard} value={hazard}>
              {label('hazard', hazard)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
};
