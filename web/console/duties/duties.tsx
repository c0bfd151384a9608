import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { serverNow } from '../api/live.js';
import { reads, useMayDecide, useWorld } from '../api/queries.js';
import type { DutyShape } from '../api/types.js';
import { Loaded } from '../shell/loaded.js';
import { Section } from '../shell/page.js';
import { dayAndTime } from '../text/format.js';
import { inLanguage, kindWithLevel, label, useText } from '../text/labels.js';
import { DutyDialog } from './duty-dialog.js';

/** What the law asks of the town, until somebody has seen to it; of one alert also what was done. Not there when nothing is. */
export const Duties = ({ alertId }: { alertId?: string }) => {
  const t = useText();
  const world = useWorld();
  const duties = useQuery(reads.duties(alertId ?? ''));
  const [ticking, setTicking] = useState<DutyShape | null>(null);
  if (duties.data === undefined || duties.data.length === 0) return null;
  return (
    <Section id="duties" title={t('duties.title')}>
      {world === 'drill' && <p className="mb-2 font-700">{t('duties.drill')}</p>}
      <Loaded query={duties}>
        {(list) => (
          <ul className="grid gap-3">
            {list.map((duty) => (
              <li key={duty.id}>
                <DutyCard duty={duty} onTick={() => setTicking(duty)} alone={alertId !== undefined} />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {ticking !== null && <DutyDialog duty={ticking} onClose={() => setTicking(null)} />}
    </Section>
  );
};

/** `alone`: on its alert's own page. */
const DutyCard = ({ duty, onTick, alone }: { duty: DutyShape; onTick: () => void; alone: boolean }) => {
  const t = useText();
  const mayDecide = useMayDecide();
  const open = duty.done === null && duty.withdrawnAt === null;
  const name = inLanguage(duty.name);
  const what = `${duty.alertNumber ?? ''} ${kindWithLevel(duty.messageKind, duty.level)}`;
  return (
    <article className="rounded-8 border border-line p-3" data-duty={duty.duty}>
      <p className="font-700">{name}</p>
      <Due duty={duty} />
      <p>{t('duties.to', { to: inLanguage(duty.to) })}</p>
      {open && (
        <p lang="ja" className="mt-1 rounded-4 bg-sunken p-2 whitespace-pre-line">
          {duty.text}
        </p>
      )}
      <p className="hint">
        {!alone && `${what} ・ `}
        {t('duties.law', { law: duty.law })}
        {!duty.verified && ` ${t('duties.unverified')}`}
      </p>
      {open && (
        <div className="no-print mt-2 flex flex-wrap gap-2">
          {mayDecide && (
            <button type="button" className="btn btn-primary" onClick={onTick}>
              {t('duties.tick')}
              <span className="sr-only"> {name}</span>
            </button>
          )}
          {!alone && (
            <Link to="/alerts/$id" params={{ id: duty.alertId }} className="btn">
              {t('alert.open')}
              <span className="sr-only"> {what}</span>
            </Link>
          )}
        </div>
      )}
    </article>
  );
};

/** Until when, or by whom, when and how it was done: never by colour alone. */
const Due = ({ duty }: { duty: DutyShape }) => {
  const t = useText();
  if (duty.withdrawnAt !== null)
    return <p className="numbers">{t('duties.withdrawn', { time: dayAndTime(duty.withdrawnAt) })}</p>;
  if (duty.done !== null)
    return (
      <p className="numbers">
        <span aria-hidden="true">○ </span>
        {t('duties.done', {
          by: duty.done.by,
          time: dayAndTime(duty.done.at),
          means: label('dutyMeans', duty.done.means),
        })}
        {duty.done.note !== '' && ` ${duty.done.note}`}
      </p>
    );
  const atOnce = duty.dueAt <= duty.openedAt;
  const late = serverNow() > duty.dueAt + 10 * 60_000;
  return (
    <p className={`numbers font-700 ${late ? 'text-danger' : ''}`}>
      <span aria-hidden="true">{late ? '！ ' : '□ '}</span>
      {atOnce ? t('duties.atOnce') : t('duties.due', { time: dayAndTime(duty.dueAt) })}
      {late && ` ${t('duties.late')}`}
    </p>
  );
};
