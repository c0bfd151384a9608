import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { reads } from '../api/queries.js';
import { dayAndTime } from '../text/format.js';
import { useText } from '../text/labels.js';

/** While the ways out are severed every screen says so, on paper too (safety R15). */
export const MaintenanceBanner = () => {
  const t = useText();
  const severed = useQuery(reads.state).data?.maintenance ?? null;
  if (severed === null) return null;
  return (
    <section
      aria-label={t('maintenance.title')}
      className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-8 border-2 border-danger bg-danger-soft p-3"
      data-maintenance
    >
      <p className="min-w-0 grow basis-[18rem]">
        <strong>
          <span aria-hidden="true">⚠ </span>
          {t('maintenance.title')}
        </strong>
        <span className="numbers block">
          {t('maintenance.since', {
            time: dayAndTime(severed.since),
            by: severed.by,
            reason: severed.reason,
          })}
        </span>
      </p>
      <Link to="/channels" hash="maintenance" className="btn no-print">
        {t('maintenance.toSwitch')}
      </Link>
    </section>
  );
};
