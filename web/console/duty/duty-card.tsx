import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { reads, useCommand, useHasRole, useSession } from '../api/queries.js';
import type { WatchShape } from '../api/types.js';
import { Failure } from '../shell/failure.js';
import { Loaded } from '../shell/loaded.js';
import { Section } from '../shell/page.js';
import { dayAndTime } from '../text/format.js';
import { useText } from '../text/labels.js';
import { HandOverDialog } from './hand-over-dialog.js';

/** Who has duty, what the last one left for the next, and taking and handing over. Not there for agencies that read along. */
export const DutyCard = () => {
  const t = useText();
  const may = useHasRole('drafter', 'approver', 'headquarters', 'leader', 'administrator');
  const duty = useQuery({ ...reads.watch, enabled: may });
  if (!may) return null;
  return (
    <Section id="duty" title={t('duty.title')}>
      <Loaded query={duty} lines={3}>
        {(found) => <Duty duty={found} />}
      </Loaded>
    </Section>
  );
};

const Duty = ({ duty }: { duty: WatchShape }) => {
  const t = useText();
  return (
    <div className="grid gap-2">
      {duty.onDuty.length === 0 ? (
        <p className="font-700">{t('duty.nobody')}</p>
      ) : (
        <ul>
          {duty.onDuty.map((one) => (
            <li key={one.id} className="numbers">
              <strong>{t('duty.on', { name: one.name })}</strong>{' '}
              <span className="hint">{t('duty.since', { time: dayAndTime(one.since) })}</span>
            </li>
          ))}
        </ul>
      )}
      {duty.last !== null && (
        <div className="rounded-8 bg-info-soft p-3">
          <p className="hint numbers">
            {t('duty.left', { name: duty.last.by, time: dayAndTime(duty.last.at) })}
          </p>
          <p className="whitespace-pre-line">{duty.last.note}</p>
        </div>
      )}
      <Acts duty={duty} />
    </div>
  );
};

const Acts = ({ duty }: { duty: WatchShape }) => {
  const t = useText();
  const own = useSession().data?.officer?.id;
  const may = useHasRole('drafter', 'approver', 'headquarters');
  const [handing, setHanding] = useState(false);
  const take = useCommand('POST');
  if (!may) return null;
  const on = duty.onDuty.some(({ id }) => id === own);
  return (
    <div>
      <Failure error={take.error} />
      {on ? (
        <button type="button" className="btn" onClick={() => setHanding(true)}>
          {t('duty.handOver')}
        </button>
      ) : (
        <button
          type="button"
          className="btn"
          onClick={() => !take.isPending && take.mutate({ path: '/duty/take', body: {} })}
        >
          {t('duty.take')}
        </button>
      )}
      {handing && <HandOverDialog duty={duty} onClose={() => setHanding(false)} />}
    </div>
  );
};
