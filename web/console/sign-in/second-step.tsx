import { useState, type FormEvent } from 'react';
import { browserHasPasskeys } from '../api/passkey.js';
import { useCommand } from '../api/queries.js';
import type { SessionShape } from '../api/types.js';
import { Failure } from '../shell/failure.js';
import { useText } from '../text/labels.js';
import { CodeField } from './code-field.js';
import { usePasskeySignIn } from './use-passkey.js';

export type Second = NonNullable<SessionShape['second']>;

/** After a right password: a code, or the passkey. */
export const SecondStep = (props: { second: Second; passkeysHere: boolean; onBack: () => void }) => {
  const t = useText();
  const { ticket, totp, passkey, recoveryCodes } = props.second;
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const command = useCommand('POST');
  const key = usePasskeySignIn(ticket);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (code.trim() !== '' && !command.isPending)
      command.mutate({ path: '/session/code', body: { ticket, code } });
  };
  const canPasskey = passkey && props.passkeysHere && browserHasPasskeys();
  return (
    <section className="card grid gap-4" aria-labelledby="second">
      <div>
        <h2 id="second" className="h2">
          {t('second.title')}
        </h2>
        <p>{t('second.lead')}</p>
      </div>
      {canPasskey && (
        <div>
          <Failure error={key.error} />
          <button
            type="button"
            className="btn btn-primary w-full"
            aria-disabled={key.isPending}
            onClick={() => !key.isPending && key.mutate()}
          >
            {key.isPending ? t('signIn.waiting') : t('second.passkey')}
          </button>
        </div>
      )}
      <form className="grid gap-4" onSubmit={submit}>
        <CodeField
          label={t('second.code')}
          hint={codeHint(t, totp, recoveryCodes)}
          value={code}
          onChange={setCode}
          fault={tried && code.trim() === '' ? t('second.empty') : null}
        />
        <Failure error={command.error} />
        <div className="flex flex-wrap gap-2">
          <button type="submit" className="btn btn-primary" aria-disabled={command.isPending}>
            {t('second.enter')}
          </button>
          <button type="button" className="btn" onClick={props.onBack}>
            {t('second.back')}
          </button>
        </div>
      </form>
    </section>
  );
};

/** Which codes there are, in words. */
export const codeHint = (t: ReturnType<typeof useText>, totp: boolean, recoveryCodes: number): string => {
  if (totp && recoveryCodes === 0) return t('second.codeHint');
  return t(totp ? 'second.codeOrRecoveryHint' : 'second.recoveryHint', { count: recoveryCodes });
};
