import { Link } from '@tanstack/react-router';
import { useSession, useTown } from '../api/queries.js';
import type { VersionShape } from '../api/types.js';
import { isLapsed, isWaiting } from '../approve/lapse.js';
import { Renew } from '../approve/renew.js';
import { useNow } from '../shell/use-now.js';
import { districtWords, kindWithLevel, label, useText } from '../text/labels.js';
import { dayAndTime, remaining } from '../text/format.js';
import { LevelBadge } from '../../ui/level-badge.js';

/** A version that waits for a person: to be approved, to be asked for again, or to be finished. */
export const WaitingCard = ({ version }: { version: VersionShape }) => {
  const t = useText();
  const town = useTown();
  const now = useNow();
  const me = useSession().data?.officer?.id;
  const waiting = isWaiting(version, now);
  const lapsed = isLapsed(version, now);
  const own = version.submitter?.id === me;
  /** One's own submission is another officer's to approve. */
  const approvable = waiting && version.may.approve === null;
  const name = kindWithLevel(version.kind, version.level);
  return (
    <article
      className={`rounded-8 border p-3 ${lapsed && own ? 'border-2 border-danger' : 'border-line'}`}
      data-waits={lapsed ? 'lapsed' : version.status}
    >
      <div className="flex flex-wrap items-center gap-2">
        <LevelBadge level={version.level} words={name} />
        <span className="tag">{label('status', lapsed ? 'lapsed' : version.status)}</span>
      </div>
      <p className="mt-1">{districtWords(version.districts, town) || t('district.none')}</p>
      <p className="hint">
        {(waiting || lapsed) && version.submittedAt !== null
          ? t('home.submittedBy', {
              name: version.submitter?.name ?? '',
              time: dayAndTime(version.submittedAt),
            })
          : t('home.writtenBy', { name: version.author.name })}
      </p>
      {waiting && version.lapsesAt !== null && (
        <p className="numbers font-700">{t('approve.left', { time: remaining(version.lapsesAt - now) })}</p>
      )}
      {lapsed && <p className={own ? 'font-700' : 'hint'}>{t(own ? 'version.lapsed' : 'home.lapsed')}</p>}
      <div className="mt-2 flex flex-wrap gap-2">
        {lapsed && own && <Renew version={version} named={name} />}
        <Link
          to={version.status === 'draft' ? '/drafts/$id' : '/versions/$id'}
          params={{ id: version.id }}
          className={`btn ${approvable ? 'btn-primary' : ''}`}
        >
          {approvable ? t('home.toApproval') : t(waiting || lapsed ? 'home.toView' : 'home.toDraft')}
          <span className="sr-only"> {name}</span>
        </Link>
      </div>
    </article>
  );
};
