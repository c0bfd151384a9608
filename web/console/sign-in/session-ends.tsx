import { useCallback, useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { unusedFor } from '../api/client.js';
import { useLine } from '../api/live.js';
import { useSession } from '../api/queries.js';
import { announce } from '../shell/announce.js';
import { useNow } from '../shell/use-now.js';
import { useSoundMemory } from '../sounds/memory.js';
import { play } from '../sounds/player.js';
import { dayAndTime } from '../text/format.js';
import { useText } from '../text/labels.js';
import { callAgain, callWhileUntouched } from './calls.js';
import { RenewDialog } from './renew-dialog.js';
import { comingEnd, type ComingEnd } from './session-end.js';

/**
 * Ten minutes before the session ends: when, why, and the one press that it takes. It lies over the foot of the screen, so
 * that it moves nothing from under a finger.
 */
export const SessionEnds = () => {
  const session = useSession().data;
  const { seenAt } = useLine();
  const now = useNow(2000);
  const [renewing, setRenewing] = useState(false);
  const workedAt = useRef<HTMLElement | null>(null);
  const close = useCallback(() => {
    setRenewing(false);
    // Back to where she worked: the bar and its button have gone.
    requestAnimationFrame(() => workedAt.current?.focus());
  }, []);
  const end = comingEnd(session?.ends, { now, unusedFor: unusedFor(), seenAt });
  return (
    <>
      {end !== null && (
        <Bar
          end={end}
          onDuty={session?.ends?.onDuty === true}
          hidden={renewing}
          onFrom={(element) => void (workedAt.current = element)}
          onRenew={() => setRenewing(true)}
        />
      )}
      {renewing && <RenewDialog onClose={close} />}
    </>
  );
};

interface BarProps {
  readonly end: ComingEnd;
  readonly onDuty: boolean;
  /** She is at it. */
  readonly hidden: boolean;
  /** Told where the focus came from. */
  readonly onFrom: (element: HTMLElement) => void;
  readonly onRenew: () => void;
}

/** Within a question that stands open: nothing outside of it can be pressed, and its words would be lost by closing it. */
const shownIn = (): Element => [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;

const Bar = ({ end, onDuty, hidden, onFrom, onRenew }: BarProps) => {
  const t = useText();
  const session = useSession();
  const idle = end.why === 'idle';
  const words = t(idle ? 'signIn.idleSoon' : 'signIn.overSoon', { time: dayAndTime(end.at) });
  const silent = useSoundMemory().off.has('2');
  useEffect(() => announce(words), [words]);
  useEffect(() => {
    if (silent) return;
    play(2);
    // Whoever works on hears of the longest life once; an empty desk is called until somebody comes.
    if (!idle && !onDuty) return;
    return idle ? callAgain() : callWhileUntouched();
  }, [idle, onDuty, silent]);
  if (hidden) return null;
  return createPortal(
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
        onFocus={({ relatedTarget }) => relatedTarget instanceof HTMLElement && onFrom(relatedTarget)}
        onClick={() => (idle ? void session.refetch() : onRenew())}
      >
        {t(idle ? 'signIn.stay' : 'signIn.again')}
      </button>
    </section>,
    shownIn(),
  );
};
