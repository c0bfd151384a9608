import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCommand, useTown } from '../api/queries.js';
import type { NewDraft, ProposalShape, VersionShape } from '../api/types.js';
import { Failure } from '../shell/failure.js';
import { dayAndTime } from '../text/format.js';
import { districtWords, kindWithLevel, label, useText } from '../text/labels.js';
import { EquivalentBadge, LevelBadge } from '../../ui/level-badge.js';
import { ReasonForm } from '../approve/reason-form.js';

/** What a telegram suggests: JMA's item outlined, the town's possible answer filled, and two ways to go. */
export const ProposalCard = ({ proposal }: { proposal: ProposalShape }) => {
  const t = useText();
  const town = useTown();
  const navigate = useNavigate();
  const [dismissing, setDismissing] = useState(false);
  const start = useCommand<VersionShape, NewDraft>(
    'POST',
    (version) => void navigate({ to: '/drafts/$id', params: { id: version.id } }),
  );
  const name = kindWithLevel(proposal.kind, proposal.level);
  return (
    <article className="rounded-8 border border-line p-3">
      <div className="flex flex-wrap items-center gap-2">
        <EquivalentBadge words={t('jma.item', { title: proposal.telegramTitle })} />
        <span className="hint numbers">{dayAndTime(proposal.reportDateTime)}</span>
      </div>
      <p className="mt-1">{proposal.headline}</p>
      <p className="mt-2 flex flex-wrap items-center gap-x-2 gap-y-1">
        <span>{t('proposal.suggests')}</span>
        <LevelBadge level={proposal.level} words={name} />
        {proposal.hazard !== null && <span>{label('hazard', proposal.hazard)}</span>}
      </p>
      <p>
        {t('district.label')}: {districtWords(proposal.districts, town) || t('proposal.chooseDistricts')}
      </p>
      <Failure error={start.error} />
      <div className="mt-2 flex flex-wrap gap-2">
        <button
          type="button"
          className="btn btn-primary"
          aria-disabled={start.isPending}
          onClick={() =>
            !start.isPending && start.mutate({ path: '/drafts', body: { proposalId: proposal.id } })
          }
        >
          {t('proposal.use')}
          <span className="sr-only"> {name}</span>
        </button>
        <button
          type="button"
          className="btn"
          aria-expanded={dismissing}
          onClick={() => setDismissing(!dismissing)}
        >
          {t('proposal.dismiss')}
          <span className="sr-only"> {name}</span>
        </button>
      </div>
      {dismissing && (
        <ReasonForm
          path={`/proposals/${proposal.id}/dismiss`}
          label={t('proposal.dismissReason')}
          action={t('proposal.dismissNow')}
          onDone={() => setDismissing(false)}
        />
      )}
    </article>
  );
};
