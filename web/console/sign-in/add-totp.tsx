import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { call, type ApiError } from '../api/client.js';
import { proven } from '../api/step-up.js';
import type { EnrolledShape, TotpShape } from '../api/types.js';
import { Failure } from '../shell/failure.js';
import { useText } from '../text/labels.js';
import { CodeField } from './code-field.js';

/** Sets up an authenticator app: a QR code or letters, then a code that shows it was read. */
export const AddTotp = (props: { start: string; onAdded: (codes: readonly string[]) => void }) => {
  const t = useText();
  const starting = useMutation<TotpShape, ApiError>({
    mutationFn: () => call<TotpShape>('POST', '/me/totp'),
  });
  if (starting.data !== undefined)
    return <Confirm totp={starting.data} onAdded={props.onAdded} onCancel={() => starting.reset()} />;
  return (
    <div className="grid gap-3">
      <p>{t('enrol.totpLead')}</p>
      <Failure error={starting.error} />
      <div>
        <button type="button" className="btn" onClick={() => !starting.isPending && starting.mutate()}>
          {props.start}
        </button>
      </div>
    </div>
  );
};

interface Props {
  readonly totp: TotpShape;
  readonly onAdded: (codes: readonly string[]) => void;
  readonly onCancel: () => void;
}

const Confirm = ({ totp, onAdded, onCancel }: Props) => {
  const t = useText();
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const confirming = useMutation<EnrolledShape, ApiError, string>({
    mutationFn: (typed) =>
      proven((headers) => call<EnrolledShape>('POST', '/me/totp/confirm', { code: typed }, headers)),
    onSuccess: ({ recoveryCodes }) => onAdded(recoveryCodes),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (code.trim() !== '' && !confirming.isPending) confirming.mutate(code);
  };
  return (
    <form className="grid gap-4" onSubmit={submit}>
      <div className="grid gap-2">
        <p className="font-700">{t('enrol.totpScan')}</p>
        <QrCode uri={totp.uri} />
        <p className="hint">{t('enrol.totpSecret')}</p>
        <p className="numbers rounded-4 bg-sunken px-3 py-1 font-700 break-all select-all" data-secret>
          {(totp.secret.match(/.{1,4}/g) ?? []).join(' ')}
        </p>
      </div>
      <CodeField
        label={t('enrol.totpType')}
        hint={t('second.codeHint')}
        value={code}
        onChange={setCode}
        fault={tried && code.trim() === '' ? t('second.empty') : null}
      />
      <Failure error={confirming.error} />
      <div className="flex flex-wrap gap-2">
        <button type="submit" className="btn btn-primary" aria-disabled={confirming.isPending}>
          {t('enrol.totpConfirm')}
        </button>
        <button type="button" className="btn" onClick={onCancel}>
          {t('enrol.cancel')}
        </button>
      </div>
    </form>
  );
};

/** Drawn here: the secret goes to nobody else. Black on white in the night theme too, or no phone reads it. */
const QrCode = ({ uri }: { uri: string }) => {
  const t = useText();
  const svg = useQuery({
    queryKey: ['qr', uri],
    gcTime: 0,
    queryFn: async () => {
      const { toString } = (await import('qrcode')).default;
      return toString(uri, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 });
    },
  });
  return (
    <div className="size-[15rem] rounded-8 border border-line bg-white">
      {svg.data !== undefined && (
        <img
          className="size-full rounded-8"
          alt={t('enrol.totpQr')}
          src={`data:image/svg+xml,${encodeURIComponent(svg.data)}`}
        />
      )}
    </div>
  );
};
