import { useState, type FormEvent } from 'react';
import { useCommand } from '../api/queries.js';
import { Failure } from '../shell/failure.js';
import { useText } from '../text/labels.js';

interface Props {
  readonly path: string;
  readonly label: string;
  readonly action: string;
  readonly extra?: Readonly<Record<string, string>>;
  readonly onDone: () => void;
}

/** An act that needs a reason in words. */
export const ReasonForm = ({ path, label, action, extra, onDone }: Props) => {
  const t = useText();
  const [reason, setReason] = useState('');
  const [empty, setEmpty] = useState(false);
  const command = useCommand('POST', onDone);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setEmpty(reason.trim() === '');
    if (reason.trim() !== '' && !command.isPending) command.mutate({ path, body: { ...extra, reason } });
  };
  return (
    <form className="mt-3 grid gap-2 rounded-8 border border-line-strong bg-sunken p-3" onSubmit={submit}>
      <label className="grid gap-1">
        <span className="font-700">{label}</span>
        <textarea
          className="field"
          rows={2}
          maxLength={300}
          value={reason}
          aria-invalid={empty}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      {empty && <p className="font-700 text-danger">{t('reasonForm.empty')}</p>}
      <Failure error={command.error} />
      <div>
        <button type="submit" className="btn btn-danger-outline">
          {action}
        </button>
      </div>
    </form>
  );
};
