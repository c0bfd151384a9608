import { useState } from 'react';
import { useCommand } from '../api/queries.js';
import type { OfficerRequestShape } from '../api/types.js';
import { Failure } from '../shell/failure.js';
import { label, useText } from '../text/labels.js';
import { Dialog } from '../../ui/dialog.js';
import { Diff } from './role-words.js';
import { invitationLink, linkSecret, oneTimePassword } from './secret.js';

interface Props {
  readonly request: OfficerRequestShape;
  readonly onClose: () => void;
}

const secretFor = (kind: OfficerRequestShape['kind']): string | null => {
  if (kind === 'invite') return linkSecret();
  return kind === 'credentials' ? oneTimePassword() : null;
};

/** The second person looks at the change and makes it. A link or one-time password is made here and shown once. */
export const ConfirmDialog = ({ request, onClose }: Props) => {
  const t = useText();
  const [secret] = useState(() => secretFor(request.kind));
  const [done, setDone] = useState(false);
  // A change without a secret is over when it is made; else its card must not vanish before the secret was read.
  const command = useCommand('POST', () => (secret === null ? onClose() : setDone(true)));
  const confirm = () => {
    const path = `/officers/requests/${request.id}/confirm`;
    if (!command.isPending) command.mutate({ path, body: secret === null ? {} : { secret } });
  };
  return (
    <Dialog title={t('officers.confirmTitle')} onClose={onClose}>
      <div className="mt-2 grid gap-3">
        <p className="text-[1.125rem] font-700">
          {label('officerChange', request.kind)}：{request.name} <span className="hint">{request.login}</span>
        </p>
        {done && secret !== null ? (
          <Told kind={request.kind} secret={secret} onClose={onClose} />
        ) : (
          <>
            <Diff before={request.before} after={request.after} />
            <p>{t('officers.because', { reason: request.reason })}</p>
            <p>{t(`officers.confirmMeans.${request.kind}`)}</p>
            <Failure error={command.error} />
            <div className="flex flex-wrap gap-2">
              <button type="button" className="btn" data-first onClick={onClose}>
                {t('action.back')}
              </button>
              <button type="button" className="btn btn-primary" onClick={confirm}>
                {t('officers.confirmNow')}
              </button>
            </div>
          </>
        )}
      </div>
    </Dialog>
  );
};

const Told = (props: { kind: OfficerRequestShape['kind']; secret: string; onClose: () => void }) => {
  const t = useText();
  const invited = props.kind === 'invite';
  return (
    <>
      <p>{t(invited ? 'officers.linkMade' : 'officers.passwordMade')}</p>
      <label className="grid gap-1">
        <span className="font-700">{t(invited ? 'officers.link' : 'officers.oneTime')}</span>
        <textarea
          readOnly
          rows={invited ? 3 : 1}
          className="field numbers"
          data-secret
          value={invited ? invitationLink(props.secret) : props.secret}
          onFocus={(event) => event.target.select()}
        />
      </label>
      <p className="font-700">{t('officers.onceOnly')}</p>
      <div>
        <button type="button" className="btn btn-primary" onClick={props.onClose}>
          {t('officers.handed')}
        </button>
      </div>
    </>
  );
};
