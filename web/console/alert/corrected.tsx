import { Link } from '@tanstack/react-router';
import { cancelWindow } from '../../../src/domain/alert.js';
import { useTown } from '../api/queries.js';
import type { AlertShape } from '../api/types.js';
import { dayAndTime } from '../text/format.js';
import { districtWords, kindWithLevel, useText } from '../text/labels.js';
import { liftable, retractable, speaking } from './alert-row.js';

interface Props {
  readonly alert: AlertShape;
  /** Districts in which the order stands. */
  readonly inForce: readonly string[];
}

/** After a correction, which only speaks: that the order stands, and the two ways to end it. */
export const Corrected = ({ alert, inForce }: Props) => {
  const t = useText();
  const town = useTown();
  const message = retractable(alert);
  const order = liftable(alert);
  if (order === undefined || inForce.length === 0 || speaking(alert)?.purpose !== 'correction') return null;
  const until = message?.may.cancel === null ? (message.issuedAt ?? 0) + cancelWindow : null;
  return (
    <section
      className="rounded-8 border-2 border-danger bg-danger-soft p-3"
      aria-labelledby="corrected"
      data-corrected
    >
      <h2 id="corrected" className="h2">
        {t('corrected.title')}
      </h2>
      <p>
        {t('corrected.stands', {
          what: kindWithLevel(order.kind, order.level),
          where: districtWords([...inForce], town),
        })}
      </p>
      <p className="numbers">
        {until === null ? t('corrected.lift') : t('corrected.cancelUntil', { time: dayAndTime(until) })}
      </p>
      <div className="no-print mt-2 flex flex-wrap gap-2">
        {until !== null && (
          <Link to="/alerts/$id/stop" params={{ id: alert.id }} className="btn btn-danger">
            {t('corrected.toCancel')}
          </Link>
        )}
        {order.may.lift === null && (
          <Link to="/alerts/$id/lift" params={{ id: alert.id }} className="btn">
            {t('alert.lift')}
          </Link>
        )}
      </div>
    </section>
  );
};
