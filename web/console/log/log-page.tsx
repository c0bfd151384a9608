import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { call } from '../api/client.js';
import { reads, useSession } from '../api/queries.js';
import type { ChronologyEntryShape, ChronologyShape } from '../api/types.js';
import { Loaded } from '../shell/loaded.js';
import { Page } from '../shell/page.js';
import { count, day } from '../text/format.js';
import { useText } from '../text/labels.js';
import { Export } from './export.js';
import { Filter } from './filter.js';
import { FollowDialog } from './follow-dialog.js';
import { QuickEntry } from './quick-entry.js';
import { queryOf, queryString, type LogSearch } from './search.js';
import { Thread, type FollowAct } from './thread.js';

/** The headquarters' chronology: append-only, newest first, a page of 200 threads at a time. */
export const LogPage = () => {
  const t = useText();
  const search = useSearch({ from: '/log' });
  const log = useQuery({
    ...reads.chronology(queryString(queryOf(search))),
    placeholderData: keepPreviousData,
  });
  const mayWrite = useMayWrite();
  const seen = useSeen(log.data);
  return (
    <Page title={t('log.title')} lead={t('log.lead')}>
      <div className="grid gap-4">
        {mayWrite ? <QuickEntry /> : <p className="card">{t('log.readOnly')}</p>}
        <div className="card">
          <Filter search={search} />
          <Loaded query={log} lines={12}>
            {(page) => <Threads page={page} seen={seen} mayWrite={mayWrite} />}
          </Loaded>
          <Pages search={search} next={log.data?.next ?? null} />
          <Export search={search} />
        </div>
      </div>
    </Page>
  );
};

/** Whoever only reads for an agency writes nothing. */
const useMayWrite = (): boolean => {
  const roles = useSession().data?.officer?.roles ?? [];
  return roles.some((role) => role !== 'reader');
};

/** How far she had read when she came; that she has seen the newest is told when the screen is there, and when she leaves. */
const useSeen = (page: ChronologyShape | undefined): number | null => {
  const [before, setBefore] = useState<number | null>();
  const newest = useRef(0);
  const { mutate } = useMutation({
    // What is lost here is a mark on the next visit: no word to the officer.
    mutationFn: (seq: number) => call('POST', '/chronology/seen', { seq }),
  });
  useEffect(() => {
    if (page === undefined) return;
    if (newest.current === 0 && page.head > 0) {
      setBefore(page.seen);
      mutate(page.head);
    }
    newest.current = page.head;
  }, [page, mutate]);
  useEffect(
    () => () => {
      if (newest.current > 0) mutate(newest.current);
    },
    [mutate],
  );
  return before ?? null;
};

interface ThreadsProps {
  readonly page: ChronologyShape;
  readonly seen: number | null;
  readonly mayWrite: boolean;
}

const Threads = ({ page, seen, mayWrite }: ThreadsProps) => {
  const t = useText();
  const me = useSession().data?.officer?.name;
  const [follow, setFollow] = useState<{ entry: ChronologyEntryShape; act: FollowAct } | null>(null);
  const isNew = (entry: ChronologyEntryShape): boolean =>
    seen !== null && entry.newest > seen && entry.history.at(-1)?.actor !== me;
  const fresh = page.entries.filter(isNew).length;
  if (page.entries.length === 0) return <p className="mt-3">{t('log.empty')}</p>;
  return (
    <>
      {fresh > 0 && (
        <p className="mt-3 font-700" data-fresh={fresh}>
          {t('log.fresh', { count: count(fresh) })}
        </p>
      )}
      <ol className="mt-2 grid">
        {page.entries.map((entry, at) => {
          const previous = page.entries[at - 1];
          const newDay = previous === undefined || day(previous.at) !== day(entry.at);
          return (
            <li key={entry.root}>
              {newDay && <h2 className="mt-2 border-b-2 border-line-strong font-700">{day(entry.at)}</h2>}
              <Thread
                entry={entry}
                isNew={isNew(entry)}
                onFollow={mayWrite ? (act) => setFollow({ entry, act }) : undefined}
              />
            </li>
          );
        })}
      </ol>
      {follow !== null && <FollowDialog {...follow} onClose={() => setFollow(null)} />}
    </>
  );
};

/** Older pages by number, so that an address always shows the same. */
const Pages = ({ search, next }: { search: LogSearch; next: number | null }) => {
  const t = useText();
  const { before, ...filter } = search;
  if (before === undefined && next === null) return null;
  return (
    <nav className="no-print mt-3 flex flex-wrap gap-2" aria-label={t('log.pages')}>
      {before !== undefined && (
        <Link to="/log" search={filter} className="btn">
          {t('log.newest')}
        </Link>
      )}
      {next !== null && (
        <Link to="/log" search={{ ...filter, before: next }} className="btn">
          {t('log.older')}
        </Link>
      )}
    </nav>
  );
};
