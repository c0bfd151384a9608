import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { serverNow } from '../api/live.js';
import { reads, useTown, useWorld } from '../api/queries.js';
import type { ChronologyEntryShape, ChronologyShape } from '../api/types.js';
import { Loaded } from '../shell/loaded.js';
import { Page } from '../shell/page.js';
import { clock, count, dayAndTime } from '../text/format.js';
import { districtWords, label, listed, placeName, useText } from '../text/labels.js';
import { degreesWords } from '../text/place-words.js';
import { queryOf, queryString } from './search.js';

/** The chronology on paper: a table with its heads on every sheet, the world in words, and the hash that seals it. */
export const LogPrintPage = () => {
  const t = useText();
  const search = useSearch({ from: '/log/print' });
  const log = useQuery(reads.wholeChronology(queryString(queryOf(search))));
  const [sheet, setSheet] = useState<'A4 landscape' | 'A3 landscape'>('A4 landscape');
  return (
    <Page title={t('log.title')}>
      <style>{`@page { size: ${sheet}; margin: 12mm; }`}</style>
      <div className="no-print mb-4 flex flex-wrap items-center gap-2">
        <Link to="/log" search={search} className="btn">
          {t('action.back')}
        </Link>
        {(['A4 landscape', 'A3 landscape'] as const).map((one) => (
          <label key={one} className="choice">
            <input type="radio" name="sheet" checked={sheet === one} onChange={() => setSheet(one)} />
            <span>{t(one === 'A4 landscape' ? 'log.a4' : 'log.a3')}</span>
          </label>
        ))}
        <button type="button" className="btn btn-primary" onClick={() => print()}>
          {t('log.printNow')}
        </button>
      </div>
      <Loaded query={log} lines={12}>
        {(page) => (
          <>
            <Head page={page} />
            <Sheet entries={page.entries.toReversed()} />
          </>
        )}
      </Loaded>
    </Page>
  );
};

const Head = ({ page }: { page: ChronologyShape }) => {
  const t = useText();
  const town = useTown();
  const world = useWorld();
  const printed = { time: dayAndTime(serverNow()), count: count(page.entries.length) };
  return (
    <div className="numbers mb-2">
      <p className="font-700">
        {t(`world.${world}`)} {placeName(town.name)}
      </p>
      <p>{t('log.printed', printed)}</p>
      <p className="hint">{t('log.seal', { number: page.head, hash: page.headHash })}</p>
      {page.next !== null && <p className="font-700 text-danger">{t('log.printCut', printed)}</p>}
    </div>
  );
};

const Sheet = ({ entries }: { entries: readonly ChronologyEntryShape[] }) => {
  const t = useText();
  const heads = ['numberHead', 'at', 'way', 'text', 'district', 'topic', 'importance', 'status'] as const;
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={t('log.title')}>
      <table className="log-sheet">
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {t(`log.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Row key={entry.root} entry={entry} />
          ))}
        </tbody>
      </table>
    </div>
  );
};

const Row = ({ entry }: { entry: ChronologyEntryShape }) => {
  const t = useText();
  const town = useTown();
  const { district } = entry;
  const lines = (words: readonly (string | null)[]) =>
    words.filter((one) => one !== null && one !== '').join('\n');
  return (
    <tr>
      <td className="numbers">{entry.root}</td>
      <td className="numbers">
        {dayAndTime(entry.at)}
        {entry.receivedAt !== null && <div>{t('log.received', { time: clock(entry.receivedAt) })}</div>}
      </td>
      <td>
        {lines([
          entry.source,
          entry.to === null ? null : `→ ${entry.to}`,
          entry.means && label('logMeans', entry.means),
        ])}
      </td>
      <td>
        {entry.text}
        {entry.history.slice(1).map((one) => (
          <div key={one.seq} className="numbers">
            {`${t(`log.as.${one.as}`)} ${dayAndTime(one.at)} ${t('log.number', { number: one.seq })} ${one.actor}：${one.text}`}
          </div>
        ))}
        {entry.attachments.length > 0 && (
          <div>
            {t('log.attach.printed', {
              count: entry.attachments.length,
              names: listed(
                entry.attachments.map(({ name, kept }) =>
                  kept ? name : `${name}（${t('log.attach.erased')}）`,
                ),
              ),
            })}
          </div>
        )}
      </td>
      <td>
        {lines([
          district === null ? null : districtWords(district === 'all' ? 'all' : [district], town),
          entry.place && degreesWords(entry.place),
        ])}
      </td>
      <td>{lines([label('category', entry.category), entry.topic && label('topic', entry.topic)])}</td>
      <td>
        {lines([
          label('importance', entry.importance),
          entry.certainty && label('certainty', entry.certainty),
        ])}
      </td>
      <td>{lines([entry.status && label('logStatus', entry.status), entry.assignee, entry.actor])}</td>
    </tr>
  );
};
