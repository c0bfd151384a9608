import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { reads, useCommand, useHasRole, useSession } from '../api/queries.js';
import type { WatchShape } from '../api/types.js';
import { Failure } from '../shell/failure.js';
import { Loaded } from '../shell/loaded.js';
import { Section } from '../shell/page.js';
import { dayAndTime } from '../text/format.js';
import { useText } from '../text/labels.js';
import { RenewDialog } from '../sign-in/renew-dialog.js';
import { HandOverDialog } from './hand-over-dialog.js';

/** Who has duty, what the last one left for the next, and taking and handing over. Not there for agencies that read along. */
export const WatchCard = () => {
  const t = useText();
  const may = useHasRole('drafter', 'approver', 'headquarters', 'leader', 'administrator');
  const watch = useQuery({ ...reads.watch, enabled: may });
  if (!may) return null;
  return (
    <Section id="watch" title={t('watch.title')}>
      <Loaded query={watch} lines={3}>
        {(found) => <Watch watch={found} />}
      </Loaded>
    </Section>
  );
};

const Watch = ({ watch }: { watch: WatchShape }) => {
  const t = useText();
  return (
    <div className="grid gap-2">
      {watch.onDuty.length === 0 ? (
        <p className="font-700">{t('watch.nobody')}</p>
      ) : (
        <ul>
          {watch.onDuty.map((one) => (
            <li key={one.id} className="numbers">
              <strong>{t('watch.on', { name: one.name })}</strong>{' '}
              <span className="hint">{t('watch.since', { time: dayAndTime(one.since) })}</span>
            </li>
          ))}
        </ul>
      )}
      {watch.last !== null && (
        <div className="rounded-8 bg-info-soft p-3">
          <p className="hint numbers">
            {t('watch.left', { name: watch.last.by, time: dayAndTime(watch.last.at) })}
          </p>
          <p className="whitespace-pre-line">{watch.last.note}</p>
        </div>
      )}
      <Acts watch={watch} />
    </div>
  );
};

const Acts = ({ watch }: { watch: WatchShape }) => {
  const t = useText();
  const own = useSession().data?.officer?.id;
  const may = useHasRole('drafter', 'approver', 'headquarters');
  const [handing, setHanding] = useState(false);
  const take = useCommand('POST');
  if (!may) return null;
  const on = watch.onDuty.some(({ id }) => id === own);
  return (
    <div>
      <Failure error={take.error} />
      {on ? (
        <button type="button" className="btn" onClick={() => setHanding(true)}>
          {t('watch.handOver')}
        </button>
      ) : (
        <button
          type="button"
          className="btn"
          onClick={() => !take.isPending && take.mutate({ path: '/watch/take', body: {} })}
        >
          {t('watch.take')}
        </button>
      )}
      {on && <SignedInUntil />}
      {handing && <HandOverDialog watch={watch} onClose={() => setHanding(false)} />}
    </div>
  );
};

/** A night watch is longer than a sign-in lasts: until when this one does, and the way to begin it anew before a rest. */
const SignedInUntil = () => {
  const t = useText();
  const ends = useSession().data?.ends;
  const [renewing, setRenewing] = useState(false);
  const close = useCallback(() => setRenewing(false), []);
  if (ends === undefined) return null;
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1" data-until>
      <span className="numbers">{t('signIn.until', { time: dayAndTime(ends.at) })}</span>
      <button type="button" className="btn" onClick={() => setRenewing(true)}>
        {t('signIn.again')}
      </button>
      {renewing && <RenewDialog onClose={close} />}
    </div>
  );
};
