import { Link } from '@tanstack/react-router';
import { useTown } from '../api/queries.js';
import type { ChronologyEntryShape } from '../api/types.js';
import { nearWords } from '../text/place-words.js';
import { clock, dayAndTime } from '../text/format.js';
import { districtWords, label, useText } from '../text/labels.js';
import { Files } from './files.js';

export type FollowAct = 'progress' | 'correction';

const weight = {
  normal: 'border-l-transparent',
  high: 'border-l-[var(--warning)]',
  urgent: 'border-l-[var(--danger)]',
};

interface Props {
  readonly entry: ChronologyEntryShape;
  /** Written by somebody else since this officer looked last. */
  readonly isNew: boolean;
  /** Absent for those who only read. */
  readonly onFollow?: ((act: FollowAct) => void) | undefined;
}

/** One thread as it stands, with everything that led there. */
export const Thread = ({ entry, isNew, onFollow }: Props) => {
  const t = useText();
  return (
    <article
      className={`grid gap-x-3 border-b border-l-8 border-line py-2 pl-2 sm:grid-cols-[5.5rem_minmax(0,1fr)_auto] print:border-l-0 ${weight[entry.importance]}`}
      data-log={entry.category}
      data-root={entry.root}
    >
      <p className="numbers">
        <time dateTime={new Date(entry.at).toISOString()} className="font-700">
          {clock(entry.at)}
        </time>
        <span className="hint block max-sm:ml-2 max-sm:inline">
          {t('log.number', { number: entry.root })}
        </span>
      </p>
      <div>
        <Tags entry={entry} isNew={isNew} />
        <p className="whitespace-pre-line">{entry.text}</p>
        <Facts entry={entry} />
        <Place entry={entry} />
        <Files entry={entry} />
        <History entry={entry} />
      </div>
      <div className="no-print flex flex-wrap items-start gap-x-4 sm:max-w-[18rem] sm:justify-end">
        {entry.alertId !== null && (
          <Link
            to="/alerts/$id"
            params={{ id: entry.alertId }}
            className="link inline-flex min-h-[2.75rem] items-center"
          >
            {t('log.toAlert')}
            <span className="sr-only"> {t('log.number', { number: entry.root })}</span>
          </Link>
        )}
        {onFollow !== undefined && (
          <>
            <Act words={t('log.progress')} root={entry.root} onAct={() => onFollow('progress')} />
            {entry.officers && (
              <Act words={t('log.correct')} root={entry.root} onAct={() => onFollow('correction')} />
            )}
          </>
        )}
      </div>
    </article>
  );
};

const Act = (props: { words: string; root: number; onAct: () => void }) => {
  const t = useText();
  return (
    <button type="button" className="link min-h-[2.75rem] cursor-pointer font-700" onClick={props.onAct}>
      {props.words}
      <span className="sr-only"> {t('log.number', { number: props.root })}</span>
    </button>
  );
};

const statusSign = { open: '○', doing: '◐', held: '‖', done: '●' } as const;
const importanceSign = { normal: '', high: '▲', urgent: '▲▲' } as const;

const Tags = ({ entry, isNew }: Pick<Props, 'entry' | 'isNew'>) => {
  const t = useText();
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
      {isNew && <span className="tag bg-yellow-300 text-black">{t('log.isNew')}</span>}
      {entry.importance !== 'normal' && (
        <span className={`tag ${entry.importance === 'urgent' ? 'text-danger' : 'text-warning'}`}>
          <span aria-hidden="true">{importanceSign[entry.importance]}</span>
          {label('importance', entry.importance)}
        </span>
      )}
      {entry.status !== null && (
        <span className={`tag ${entry.status === 'done' ? 'text-success' : ''}`} data-status={entry.status}>
          <span aria-hidden="true">{statusSign[entry.status]}</span>
          {label('logStatus', entry.status)}
        </span>
      )}
      {entry.certainty !== null && (
        <span className="tag border-dashed">{label('certainty', entry.certainty)}</span>
      )}
      <span className="tag text-muted">{label('category', entry.category)}</span>
      {entry.topic !== null && <span className="hint">{label('topic', entry.topic)}</span>}
      <span className="hint">{entry.actor}</span>
    </p>
  );
};

const Facts = ({ entry }: { entry: ChronologyEntryShape }) => {
  const t = useText();
  const town = useTown();
  const { source, to, means, district, assignee, receivedAt } = entry;
  const way = source === null && to === null ? '' : `${source ?? '—'} → ${to ?? '—'}`;
  const said = [
    to === null && source !== null ? t('log.from', { source }) : way,
    means === null ? '' : label('logMeans', means),
    district === null ? '' : districtWords(district === 'all' ? 'all' : [district], town),
    assignee === null ? '' : t('log.assignedTo', { name: assignee }),
    receivedAt === null ? '' : t('log.received', { time: dayAndTime(receivedAt) }),
    entry.enteredAt - entry.at > 60_000 ? t('log.enteredAt', { time: dayAndTime(entry.enteredAt) }) : '',
    entry.personal ? t('log.hasPersonal') : '',
  ].filter((words) => words !== '');
  return said.length === 0 ? null : <p className="hint numbers">{said.join(' ・ ')}</p>;
};

/** Where it is, in words; the map shows it, however old it is. */
const Place = ({ entry }: { entry: ChronologyEntryShape }) => {
  const t = useText();
  const town = useTown();
  if (entry.place === null) return null;
  return (
    <p>
      <Link
        to="/map"
        search={{ pin: entry.root }}
        className="link inline-flex min-h-[2.75rem] items-center"
        data-place
      >
        <span>
          <span aria-hidden="true">▼ </span>
          {t('log.place.on', { place: nearWords(entry.place, town) })}
          <span className="sr-only"> {t('log.number', { number: entry.root })}</span>
        </span>
      </Link>
    </p>
  );
};

/** What became of it, oldest first; a correction shows what it replaced. */
const History = ({ entry }: { entry: ChronologyEntryShape }) => {
  const t = useText();
  if (entry.history.length < 2) return null;
  const isCorrected = entry.history.some(({ as }) => as === 'correction');
  const shown = entry.history.filter(({ as }) => isCorrected || as !== 'first');
  return (
    <ol className="mt-1 grid gap-1 border-l-2 border-line-strong pl-3" aria-label={t('log.history')}>
      {shown.map((one) => (
        <li key={one.seq} className="numbers">
          <span className="hint">
            {dayAndTime(one.at)} {t('log.number', { number: one.seq })} {one.actor}
          </span>{' '}
          <span className="font-700">{t(`log.as.${one.as}`)}</span>
          {one.as === 'progress' &&
            one.status !== null &&
            !one.text.startsWith(label('logStatus', one.status)) && <> {label('logStatus', one.status)}</>}
          <span className="whitespace-pre-line">：{one.text}</span>
        </li>
      ))}
    </ol>
  );
};
