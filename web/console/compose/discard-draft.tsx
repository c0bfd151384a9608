import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCommand, useSession } from '../api/queries.js';
import { Failure } from '../shell/failure.js';
import { useText } from '../text/labels.js';
import { forgetCopy } from './local-copy.js';

/** Throws a draft away, in two steps; nothing has gone out, so nothing is cancelled by it (safety R9). */
export const DiscardDraft = ({ id }: { id: string }) => {
  const t = useText();
  const navigate = useNavigate();
  const officer = useSession().data?.officer?.id ?? '';
  const [asked, setAsked] = useState(false);
  const command = useCommand('POST', () => {
    forgetCopy(officer, id);
    void navigate({ to: '/' });
  });
  if (!asked)
    return (
      <button type="button" className="btn" onClick={() => setAsked(true)}>
        {t('draft.discard')}
      </button>
    );
  return (
    <>
      <button type="button" className="btn" onClick={() => setAsked(false)}>
        {t('draft.keep')}
      </button>
      <button
        type="button"
        className="btn btn-danger-outline"
        onClick={() => !command.isPending && command.mutate({ path: `/drafts/${id}/discard`, body: {} })}
      >
        {t('draft.discardNow')}
      </button>
      <Failure error={command.error} />
    </>
  );
};
