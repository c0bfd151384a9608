import { useState } from 'react';
import { useCommand } from '../api/queries.js';
import type { OwnSessionShape } from '../api/types.js';
import { Failure } from '../shell/failure.js';
import { Section } from '../shell/page.js';
import { deviceWords } from '../text/device-words.js';
import { dayAndTime } from '../text/format.js';
import { useText } from '../text/labels.js';
import { SureDialog } from './sure-dialog.js';

/** Where she is signed in now; any of it can be ended from here. */
export const Sessions = ({ sessions }: { sessions: readonly OwnSessionShape[] }) => {
  const t = useText();
  const [leaving, setLeaving] = useState(false);
  const command = useCommand('DELETE');
  const ordered = [...sessions].sort((a, b) => Number(b.current) - Number(a.current));
  return (
    <Section id="sessions" title={t('me.sessions')}>
      <Failure error={command.error} />
      <ul className="grid gap-2" data-sessions>
        {ordered.map((one) => (
          <li
            key={one.id}
            className="flex flex-wrap items-center justify-between gap-2 rounded-8 border border-line p-3"
          >
            <SessionWords session={one} />
            {!one.current && (
              <button
                type="button"
                className="btn"
                aria-label={t('me.endOf', { device: deviceWords(t, one.agent), time: dayAndTime(one.since) })}
                onClick={() => !command.isPending && command.mutate({ path: `/me/sessions/${one.id}` })}
              >
                {t('me.end')}
              </button>
            )}
          </li>
        ))}
      </ul>
      <div className="mt-3">
        {sessions.length > 1 ? (
          <button type="button" className="btn btn-danger-outline" onClick={() => setLeaving(true)}>
            {t('me.endOthers')}
          </button>
        ) : (
          <p className="hint">{t('me.noOthers')}</p>
        )}
      </div>
      {leaving && (
        <SureDialog
          title={t('me.endOthersTitle')}
          means={t('me.endOthersMeans')}
          action={t('me.endOthers')}
          method="DELETE"
          path="/me/sessions"
          onDone={() => setLeaving(false)}
          onClose={() => setLeaving(false)}
        />
      )}
    </Section>
  );
};

const SessionWords = ({ session }: { session: OwnSessionShape }) => {
  const t = useText();
  const { current, means, address, since, seenAt } = session;
  const facts = [
    t('me.since', { time: dayAndTime(since) }),
    ...(means === null ? [] : [t('me.by', { means: t(`signInMeans.${means}`) })]),
    ...(address === null ? [] : [t('me.from', { address })]),
    t('me.seen', { time: dayAndTime(seenAt) }),
  ];
  return (
    <div>
      <p className="font-700">
        {deviceWords(t, session.agent)} {current && <span className="tag ml-1">{t('me.this')}</span>}
      </p>
      <p className="hint numbers">{facts.join(' ・ ')}</p>
    </div>
  );
};
