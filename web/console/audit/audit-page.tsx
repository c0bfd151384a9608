import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { reads, useHasRole } from '../api/queries.js';
import type { AuditEntryShape } from '../api/types.js';
import { Diff } from '../officers/role-words.js';
import { Loaded } from '../shell/loaded.js';
import { Page, Section } from '../shell/page.js';
import { clock, day } from '../text/format.js';
import { label, useText } from '../text/labels.js';
import { AuditFilter, queryOf, usual, type Filter } from './audit-filter.js';
import { ChainCheck } from './chain-check.js';
import { SignIns } from './sign-ins.js';

const lot = 100;

/** Who did what, when, and what it changed: read from the headquarters log, never written here. */
export const AuditPage = () => {
  const t = useText();
  const may = useHasRole('administrator');
  return (
    <Page title={t('audit.title')} lead={t('audit.lead')}>
      {may ? <Audit /> : <p className="card">{t('audit.noPermission')}</p>}
    </Page>
  );
};

const Audit = () => {
  const t = useText();
  const [filter, setFilter] = useState<Filter>(usual);
  const [limit, setLimit] = useState(lot);
  const audit = useQuery({ ...reads.audit(queryOf(filter, limit)), placeholderData: keepPreviousData });
  const choose = (next: Filter) => {
    setFilter(next);
    setLimit(lot);
  };
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,2fr)] lg:items-start">
      <div className="no-print grid gap-4">
        <AuditFilter filter={filter} actors={audit.data?.actors ?? []} onChange={choose} />
        <ChainCheck />
        <Section id="take" title={t('audit.take')}>
          <p>{t('audit.takeHint')}</p>
          <p className="mt-2 flex flex-wrap gap-2">
            <a className="btn" href="/api/v1/log/export?format=csv" download>
              CSV
            </a>
            <a className="btn" href="/api/v1/log/export?format=json" download>
              JSON
            </a>
          </p>
        </Section>
        <SignIns />
      </div>
      <Section id="entries" title={t('audit.entries')}>
        <Loaded query={audit} lines={14}>
          {({ entries }) => (
            <>
              {entries.length === 0 && <p>{t('audit.empty')}</p>}
              <ol>
                {entries.map((entry) => (
                  <li key={entry.id} className="border-t border-line py-2">
                    <Entry entry={entry} />
                  </li>
                ))}
              </ol>
              {entries.length >= limit && (
                <button type="button" className="btn no-print mt-3" onClick={() => setLimit(limit + lot)}>
                  {t('audit.more')}
                </button>
              )}
            </>
          )}
        </Loaded>
      </Section>
    </div>
  );
};

const isRoles = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

const Entry = ({ entry }: { entry: AuditEntryShape }) => {
  const t = useText();
  const { before, after } = entry.data;
  return (
    <article className="grid gap-x-3 sm:grid-cols-[8rem_1fr]" data-audit={entry.category}>
      <p className="numbers">
        <time dateTime={new Date(entry.at).toISOString()}>
          {day(entry.at)} <strong>{clock(entry.at)}</strong>
        </time>
        <span className="hint block max-sm:ml-2 max-sm:inline">{t('log.number', { number: entry.seq })}</span>
      </p>
      <div>
        <p className="flex flex-wrap items-center gap-x-2">
          <span className="tag">{label('category', entry.category)}</span>
          <strong>{entry.actor}</strong>
        </p>
        <p className="whitespace-pre-line">{entry.text}</p>
        {isRoles(before) && isRoles(after) && <Diff before={before} after={after} />}
      </div>
    </article>
  );
};
