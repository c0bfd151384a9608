import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { reads } from '../api/queries.js';
import { isWaiting } from '../approve/lapse.js';
import { useNow } from '../shell/use-now.js';
import { useText } from '../text/labels.js';

/** How much waits, by number, each with the way to it. */
export const Glance = () => {
  const t = useText();
  const now = useNow();
  const alerts = useQuery(reads.alerts).data ?? [];
  const versions = alerts.flatMap((alert) => alert.versions);
  const figures = {
    approvals: versions.filter((version) => isWaiting(version, now)).length,
    proposals: (useQuery(reads.proposals).data ?? []).filter(({ state }) => state === 'open').length,
    live: alerts.filter(({ standing }) => standing === 'in-force').length,
    tasks: (useQuery(reads.tasks).data ?? []).length,
    shelters: (useQuery(reads.shelters).data ?? []).filter(({ state }) => state === 'open').length,
  };
  return (
    <ul className="flex flex-wrap gap-x-2" data-glance>
      {(['approvals', 'proposals', 'live', 'tasks'] as const).map((name) => (
        <li key={name}>
          {figures[name] === 0 ? (
            <span className="inline-flex min-h-[2.75rem] items-center gap-1 px-1">
              {t(`glance.${name}`)} <span className="numbers">0</span>
            </span>
          ) : (
            <a href={`#${name}`} className={`${figure} font-700`}>
              {t(`glance.${name}`)} <span className="numbers">{figures[name]}</span>
            </a>
          )}
        </li>
      ))}
      <li>
        <Link to="/shelters" className={`${figure} ${figures.shelters > 0 ? 'font-700' : ''}`}>
          {t('glance.shelters')} <span className="numbers">{figures.shelters}</span>
        </Link>
      </li>
    </ul>
  );
};

const figure = 'link inline-flex min-h-[2.75rem] items-center gap-1 px-1';
