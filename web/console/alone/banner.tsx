import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { serverNow } from '../api/live.js';
import { reads, useHasRole } from '../api/queries.js';
import type { BreakGlassShape } from '../api/types.js';
import { dayAndTime } from '../text/format.js';
import { kindWithLevel, useText } from '../text/labels.js';

/** What one officer issued alone stands on every screen until another has reviewed it; not there when nothing does. */
export const AloneBanner = () => {
  const t = useText();
  const may = useHasRole('drafter', 'approver', 'headquarters', 'leader', 'administrator');
  const found = useQuery({ ...reads.breakGlass, enabled: may });
  const open = (found.data ?? []).filter(({ review }) => review === null);
  if (open.length === 0) return null;
  return (
    <section aria-label={t('alone.title')} className="no-print mb-4 grid gap-2" data-alone-banner>
      {open.map((one) => (
        <One key={one.versionId} one={one} />
      ))}
    </section>
  );
};

const One = ({ one }: { one: BreakGlassShape }) => {
  const t = useText();
  const overdue = serverNow() >= one.reviewDueAt;
  const what = `${one.alertNumber ?? ''} ${kindWithLevel(one.kind, one.level)}`;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-8 border-2 border-danger bg-danger-soft p-3">
      <p className="min-w-0 grow basis-[18rem]">
        <strong>
          <span aria-hidden="true">⚠ </span>
          {t('alone.title')}：{what}
        </strong>
        <span className="numbers block">
          {t('alone.issued', { name: one.officer.name, time: dayAndTime(one.issuedAt) })}{' '}
          {overdue ? (
            <strong className="text-danger">{t('alone.overdue')}</strong>
          ) : (
            t('alone.reviewBy', { time: dayAndTime(one.reviewDueAt) })
          )}
        </span>
      </p>
      <Link to="/versions/$id" params={{ id: one.versionId }} hash="review" className="btn">
        {t(one.mayReview === null ? 'alone.toReview' : 'alone.look')}
        <span className="sr-only"> {what}</span>
      </Link>
    </div>
  );
};
