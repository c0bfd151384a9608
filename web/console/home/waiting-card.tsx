import { Link } from '@tanstack/react-router';
import { useTown } from '../api/queries.js';
import type { VersionShape } from '../api/types.js';
import { districtWords, kindWithLevel, label, useText } from '../text/labels.js';
import { dayAndTime } from '../text/format.js';
import { LevelBadge } from '../../ui/level-badge.js';

/** A version that waits for a person: to be approved, or to be finished. */
export const WaitingCard = ({ version }: { version: VersionShape }) => {
  const t = useText();
  const town = useTown();
  const submitted = version.status === 'submitted';
  /** One's own submission is another officer's to approve. */
  const approvable = submitted && version.may.approve === null;
  const name = kindWithLevel(version.kind, version.level);
  return (
    <article className="rounded-8 border border-line p-3">
      <div className="flex flex-wrap items-center gap-2">
        <LevelBadge level={version.level} words={name} />
        <span className="tag">{label('status', version.status)}</span>
      </div>
      <p className="mt-1">{districtWords(version.districts, town) || t('district.none')}</p>
      <p className="hint">
        {submitted && version.submittedAt !== null
          ? t('home.submittedBy', {
              name: version.submitter?.name ?? '',
              time: dayAndTime(version.submittedAt),
            })
          : t('home.writtenBy', { name: version.author.name })}
      </p>
      <Link
        to={version.status === 'draft' ? '/drafts/$id' : '/versions/$id'}
        params={{ id: version.id }}
        className={`btn mt-2 ${approvable ? 'btn-primary' : ''}`}
      >
        {approvable ? t('home.toApproval') : t(submitted ? 'home.toView' : 'home.toDraft')}
        <span className="sr-only"> {name}</span>
      </Link>
    </article>
  );
};
