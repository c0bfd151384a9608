import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { logImportances, logStatuses, logTopics } from '../../../src/domain/chronology.js';
import { logCategories } from '../../../src/domain/log-entry.js';
import { useTown } from '../api/queries.js';
import { label, placeName, useText } from '../text/labels.js';
import { Choice, Time, Words } from './entry-fields.js';
import type { LogSearch } from './search.js';

const quick: readonly (readonly [name: 'all' | 'unfinished' | 'high' | 'officers', search: LogSearch])[] = [
  ['all', {}],
  ['unfinished', { status: 'unfinished' }],
  ['high', { importance: 'high' }],
  ['officers', { category: 'officers' }],
];
const same = (one: LogSearch, other: LogSearch): boolean =>
  JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());

/** What is shown: the usual choices as links, the rest behind them. All of it stands in the address. */
export const Filter = ({ search }: { search: LogSearch }) => {
  const t = useText();
  const { before: _page, ...filter } = search;
  const isQuick = quick.some(([, one]) => same(one, filter));
  return (
    <section className="no-print" aria-label={t('log.filter')}>
      <ul className="flex flex-wrap gap-2">
        {quick.map(([name, one]) => (
          <li key={name}>
            <Link
              to="/log"
              search={one}
              className={`btn ${same(one, filter) ? 'btn-primary' : ''}`}
              aria-current={same(one, filter) ? 'true' : undefined}
            >
              {t(`log.quick.${name}`)}
            </Link>
          </li>
        ))}
      </ul>
      <details className="mt-1" open={!isQuick}>
        <summary className="link inline-flex min-h-[2.75rem] cursor-pointer items-center">
          {t('log.filter')}
        </summary>
        <FilterForm key={JSON.stringify(filter)} filter={filter} />
      </details>
    </section>
  );
};

const FilterForm = ({ filter }: { filter: LogSearch }) => {
  const t = useText();
  const town = useTown();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<Record<string, string>>({ ...(filter as Record<string, string>) });
  const choose = (name: keyof LogSearch) => (value: string) => setChosen({ ...chosen, [name]: value });
  const value = (name: keyof LogSearch): string => chosen[name] ?? '';
  const go = () => {
    const search = Object.fromEntries(Object.entries(chosen).filter(([, one]) => one !== ''));
    void navigate({ to: '/log', search });
  };
  const options = (group: 'category' | 'topic' | 'importance' | 'logStatus', list: readonly string[]) =>
    list.map((one) => [one, label(group, one)] as const);
  return (
    <form
      role="search"
      className="mt-2 grid gap-3 sm:grid-cols-2 xl:grid-cols-4"
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
    >
      <Words label={t('log.filterText')} value={value('text')} onChange={choose('text')} />
      <Choice
        label={t('log.category')}
        value={value('category')}
        none={t('log.any')}
        options={[['officers', t('log.quick.officers')], ...options('category', logCategories)]}
        onChange={choose('category')}
      />
      <Choice
        label={t('log.topic')}
        value={value('topic')}
        none={t('log.any')}
        options={options('topic', logTopics)}
        onChange={choose('topic')}
      />
      <Choice
        label={t('log.district')}
        value={value('district')}
        none={t('log.any')}
        options={town.districts.map(({ code, name }) => [code, placeName(name)] as const)}
        onChange={choose('district')}
      />
      <Choice
        label={t('log.atLeast')}
        value={value('importance')}
        none={t('log.any')}
        options={options('importance', logImportances.slice(1))}
        onChange={choose('importance')}
      />
      <Choice
        label={t('log.status')}
        value={value('status')}
        none={t('log.any')}
        options={[['unfinished', t('log.quick.unfinished')], ...options('logStatus', logStatuses)]}
        onChange={choose('status')}
      />
      <Time label={t('log.fromTime')} value={value('from')} onChange={choose('from')} />
      <Time label={t('log.toTime')} value={value('to')} onChange={choose('to')} />
      <div className="flex flex-wrap gap-2 sm:col-span-2 xl:col-span-4">
        <button type="submit" className="btn btn-primary">
          {t('log.apply')}
        </button>
        <Link to="/log" className="btn">
          {t('log.clear')}
        </Link>
      </div>
    </form>
  );
};
