import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { deviceOf } from '../../../src/domain/device-words.js';
import { call, type ApiError } from '../api/client.js';
import { browserHasPasskeys, makePasskey } from '../api/passkey.js';
import { proven } from '../api/step-up.js';
import type { AskedShape, EnrolledShape } from '../api/types.js';
import { Failure } from '../shell/failure.js';
import { useText } from '../text/labels.js';
import { TextField } from './sign-in.js';

/** Makes a passkey on this device. `here`: whether this address can have any. */
export const AddPasskey = (props: { here: boolean; onAdded: (codes: readonly string[]) => void }) => {
  const t = useText();
  const [name, setName] = useState(deviceOf(navigator.userAgent).system ?? '');
  const [tried, setTried] = useState(false);
  const making = useMutation<EnrolledShape, ApiError>({
    mutationFn: async () => {
      const { token, options } = await call<AskedShape>('POST', '/me/passkeys/options');
      const body = { token, name: name.trim(), response: await makePasskey(options) };
      return proven((headers) => call<EnrolledShape>('POST', '/me/passkeys', body, headers));
    },
    onSuccess: ({ recoveryCodes }) => props.onAdded(recoveryCodes),
  });
  if (!props.here || !browserHasPasskeys()) return <p>{t('enrol.passkeyNone')}</p>;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== '' && !making.isPending) making.mutate();
  };
  return (
    <form className="grid gap-3" onSubmit={submit}>
      <p>{t('enrol.passkeyLead')}</p>
      <TextField
        label={t('enrol.passkeyName')}
        hint={t('enrol.passkeyNameHint')}
        value={name}
        onChange={setName}
      />
      {tried && name.trim() === '' && <p className="font-700 text-danger">{t('enrol.nameEmpty')}</p>}
      <Failure error={making.error} />
      <div>
        <button type="submit" className="btn btn-primary" aria-disabled={making.isPending}>
          {making.isPending ? t('signIn.waiting') : t('enrol.passkeyAdd')}
        </button>
      </div>
    </form>
  );
};
