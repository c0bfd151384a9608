import { useEffect } from 'react';
import { unusedFor } from '../api/client.js';
import { useLine } from '../api/live.js';
import { useSession } from '../api/queries.js';
import { announce } from '../shell/announce.js';
import { useNow } from '../shell/use-now.js';
import { useSoundMemory } from '../sounds/memory.js';
import { play } from '../sounds/player.js';
import { dayAndTime } from '../text/format.js';
import { useText } from '../text/labels.js';
import { useLeave } from './leave.js';
import { comingEnd, type ComingEnd } from './session-end.js';

/** Milliseconds after which the tone comes again while nobody has answered. */
const again = 60_000;

/**
 * Ten minutes before the session ends: when, why, and the one press that it takes. It lies over the foot of the screen, so
 * that it moves nothing from under a finger.
 */
export const SessionEnds = () => {
  const session = useSession().data;
  const { seenAt } = useLine();
  const now = useNow(2000);
  const end = comingEnd(session?.ends, { now, unusedFor: unusedFor(), seenAt });
  return end === null ? null : <Bar end={end} />;
};

const Bar = ({ end }: { end: ComingEnd }) => {
  const t = useText();
  const session = useSession();
  const leave = useLeave();
  const idle = end.why === 'idle';
  const words = t(idle ? 'signIn.idleSoon' : 'signIn.overSoon', { time: dayAndTime(end.at) });
  const silent = useSoundMemory().off.has('2');
  useEffect(() => announce(words), [words]);
  useEffect(() => {
    if (silent) return;
    play(2);
    // Whoever works on hears of the longest life once; an empty desk is called until somebody comes.
    if (!idle) return;
    const timer = setInterval(() => play(2), again);
    return () => clearInterval(timer);
  }, [idle, silent]);
  return (
    <section
      aria-label={t('signIn.bar')}
      className="no-print fixed inset-x-0 bottom-0 z-[1000] flex flex-wrap items-center justify-center gap-x-4 gap-y-2 border-t-2 border-danger bg-danger-soft p-3"
      data-session-ends={end.why}
    >
      <p className="numbers font-700">
        <span aria-hidden="true">⚠ </span>
        {words}
      </p>
      <button
        type="button"
        className="btn btn-primary"
        onClick={() => void (idle ? session.refetch() : leave())}
      >
        {t(idle ? 'signIn.stay' : 'signIn.again')}
      </button>
    </section>
  );
};

/** On the sign-in page: that nobody signed out here, and what that means at night. */
export const Ended = () => {
  const t = useText();
  const ended = useSession().data?.ended;
  const why = ended?.why;
  useEffect(() => {
    if (why !== undefined) play(2);
  }, [why]);
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
        {t('signIn.silent')}
      </p>
    </div>
  );
};
