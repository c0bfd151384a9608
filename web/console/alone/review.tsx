import { useQuery } from '@tanstack/react-query';
import { reads, useHasRole } from '../api/queries.js';
import type { BreakGlassShape } from '../api/types.js';
import { announce } from '../shell/announce.js';
import { NoteForm } from '../shell/note-form.js';
import { Section } from '../shell/page.js';
import { dayAndTime } from '../text/format.js';
import { label, refusalText, useText } from '../text/labels.js';

/** Why a version was issued by one officer alone, and its review by another; not there for any other version. */
export const Review = ({ versionId }: { versionId: string }) => {
  const t = useText();
  const may = useHasRole('drafter', 'approver', 'headquarters', 'leader', 'administrator');
  const list = useQuery({ ...reads.breakGlass, enabled: may });
  const one = list.data?.find((each) => each.versionId === versionId);
  if (one === undefined) return null;
  return (
    <Section id="review" title={t('alone.review')}>
      <Facts one={one} />
      {one.review !== null && (
        <div className="mt-3 border-t border-line pt-3">
          <p className="font-700">
            {t('alone.reviewed', { name: one.review.by, time: dayAndTime(one.review.at) })}
          </p>
          <p className="whitespace-pre-line">{one.review.note}</p>
        </div>
      )}
      {one.review === null && one.mayReview !== null && (
        <p className="mt-3 font-700">{refusalText(one.mayReview)}</p>
      )}
      {one.review === null && one.mayReview === null && (
        <div className="mt-3 border-t border-line pt-3">
          <NoteForm
            path={`/versions/${versionId}/review`}
            label={t('alone.note')}
            hint={t('alone.noteHint')}
            missing={t('alone.noteMissing')}
            action={t('alone.reviewNow')}
            most={1000}
            onDone={() => announce(t('alone.reviewDone'))}
          />
        </div>
      )}
    </Section>
  );
};

const Facts = ({ one }: { one: BreakGlassShape }) => {
  const t = useText();
  return (
    <dl className="grid gap-x-4 gap-y-1 sm:grid-cols-[auto_1fr]">
      <dt className="hint">{t('alone.who')}</dt>
      <dd className="numbers">
        {one.officer.name} ・ {dayAndTime(one.issuedAt)}
      </dd>
      <dt className="hint">{t('alone.reason')}</dt>
      <dd>{label('aloneReason', one.reason)}</dd>
      <dt className="hint">{t('alone.supervisor')}</dt>
      <dd>
        {one.reached
          ? t('alone.wasReached', { name: one.supervisor })
          : t('alone.notReached', { name: one.supervisor })}
      </dd>
    </dl>
  );
};
