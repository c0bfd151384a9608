import { useState } from 'react';
import { useSession } from '../api/queries.js';
import type { OfficerRequestShape } from '../api/types.js';
import { dayAndTime } from '../text/format.js';
import { label, refusalText, useText } from '../text/labels.js';
import { DeclineDialog } from './decline-dialog.js';
import { Diff } from './role-words.js';

/** A change that waits for a second person: what was, what is to be, who asked and why. */
export const RequestCard = ({
  request,
  onConfirm,
}: {
  request: OfficerRequestShape;
  onConfirm: () => void;
}) => {
  const t = useText();
  const [declining, setDeclining] = useState(false);
  const own = useSession().data?.officer?.id === request.askedBy.id;
  const { confirm, decline } = request.may;
  return (
    <article className="grid gap-2 rounded-8 border border-line p-3" data-request={request.kind}>
      <h3 className="text-[1.125rem] font-700">
        {label('officerChange', request.kind)}：{request.name} <span className="hint">{request.login}</span>
      </h3>
      <Diff before={request.before} after={request.after} />
      <p>{t('officers.because', { reason: request.reason })}</p>
      <p className="hint numbers">
        {t('officers.askedBy', { name: request.askedBy.name, time: dayAndTime(request.askedAt) })} ・{' '}
        {t('officers.lapses', { time: dayAndTime(request.lapsesAt) })}
      </p>
      {confirm !== null && <p className="font-700">{refusalText(confirm)}</p>}
      <div className="flex flex-wrap gap-2">
        {confirm === null && (
          <button type="button" className="btn btn-primary" onClick={onConfirm}>
            {t('officers.confirm')}
            <span className="sr-only"> {request.name}</span>
          </button>
        )}
        {decline === null && (
          <button type="button" className="btn" onClick={() => setDeclining(true)}>
            {t(own ? 'officers.withdraw' : 'officers.decline')}
            <span className="sr-only"> {request.name}</span>
          </button>
        )}
      </div>
      {declining && <DeclineDialog request={request} own={own} onClose={() => setDeclining(false)} />}
    </article>
  );
};
