import { useEffect } from 'react';
import { useSession } from '../api/queries.js';
import { useNow } from '../shell/use-now.js';
import { play } from '../sounds/player.js';
import { dayAndTime } from '../text/format.js';
import { useText } from '../text/labels.js';
import { again, callAgain } from './calls.js';
import { callsOn } from './session-end.js';

/** On the sign-in page: that nobody signed out here, and what that means at night. */
export const Ended = () => {
  const t = useText();
  const ended = useSession().data?.ended;
  const why = ended?.why;
  const calls = callsOn(ended, useNow(again));
  useEffect(() => {
    if (why === undefined) return;
    play(2);
    return calls ? callAgain() : undefined;
  }, [why, calls]);
  if (ended === undefined) return null;
  const words = {
    idle: 'signIn.endedIdle',
    over: 'signIn.endedOver',
    revoked: 'signIn.endedRevoked',
  } as const;
  return (
    <div className="card mb-4 border-2 border-danger bg-danger-soft" data-ended={ended.why}>
      <p className="numbers">{t(words[ended.why], { time: dayAndTime(ended.at) })}</p>
      <p className="font-700">
        <span aria-hidden="true">⚠ </span>
        {t(calls ? 'signIn.dutyGoesOn' : 'signIn.silent')}
      </p>
    </div>
  );
};
