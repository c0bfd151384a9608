import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { reads } from '../api/queries.js';
import type { LogEntryShape } from '../api/types.js';
import { Loaded } from '../shell/loaded.js';
import { Page } from '../shell/page.js';
import { clock, day } from '../text/format.js';
import { label, useText } from '../text/labels.js';
import { EntryForm } from './entry-form.js';

/** Entries fetched at first and with every "more". */
const lot = 100;

/** The headquarters' chronology: append-only, newest first. */
export const LogPage = () => {
  const t = useText();
  const [limit, setLimit] = useState(lot);
  const log = useQuery({ ...reads.log(limit), placeholderData: keepPreviousData });
  return (
    <Page title={t('log.title')} lead={t('log.lead')}>
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,2fr)] lg:items-start">
        <EntryForm />
        <div className="card">
          <Loaded query={log} lines={12}>
            {(entries) => (
              <>
                <Entries entries={entries} />
                {entries.length >= limit && (
                  <button type="button" className="btn mt-3" onClick={() => setLimit(limit + lot)}>
                    {t('log.more')}
                  </button>
                )}
              </>
            )}
          </Loaded>
        </div>
      </div>
    </Page>
  );
};

const Entries = ({ entries }: { entries: readonly LogEntryShape[] }) => {
  const t = useText();
  if (entries.length === 0) return <p>{t('log.empty')}</p>;
  return (
    <ol className="grid">
      {entries.map((entry, at) => {
        const previous = entries[at - 1];
        const newDay = previous === undefined || day(previous.at) !== day(entry.at);
        return (
          <li key={entry.id}>
            {newDay && <h2 className="mt-2 border-b-2 border-line-strong font-700">{day(entry.at)}</h2>}
            <Entry entry={entry} />
          </li>
        );
      })}
    </ol>
  );
};

const Entry = ({ entry }: { entry: LogEntryShape }) => {
  const t = useText();
  return (
    <article
      className="grid gap-x-3 border-b border-line py-2 sm:grid-cols-[6rem_1fr]"
      data-log={entry.category}
    >
      <p className="numbers">
        <time dateTime={new Date(entry.at).toISOString()} className="font-700">
          {clock(entry.at)}
        </time>
        <span className="hint block max-sm:ml-2 max-sm:inline">{t('log.number', { number: entry.seq })}</span>
      </p>
      <div>
        <p className="flex flex-wrap items-center gap-x-2">
          <span className="tag">{label('category', entry.category)}</span>
          <span className="hint">{entry.actor}</span>
          {entry.source !== null && <span className="hint">{t('log.from', { source: entry.source })}</span>}
        </p>
        <p className="whitespace-pre-line">{entry.text}</p>
        {entry.enteredAt - entry.at > 60_000 && (
          <p className="hint numbers">{t('log.enteredAt', { time: clock(entry.enteredAt) })}</p>
        )}
        {entry.alertId !== null && (
          <Link to="/alerts/$id" params={{ id: entry.alertId }} className="link inline-block min-h-[1.5rem]">
            {t('log.toAlert')}
            <span className="sr-only"> {t('log.number', { number: entry.seq })}</span>
          </Link>
        )}
      </div>
    </article>
  );
};
