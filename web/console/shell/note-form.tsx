import { useState } from 'react';
import { useCommand } from '../api/queries.js';
import { useText } from '../text/labels.js';
import { Failure } from './failure.js';

interface Props {
  readonly path: string;
  readonly label: string;
  readonly hint?: string;
  /** Said when it is empty. */
  readonly missing: string;
  readonly action: string;
  readonly most: number;
  readonly onDone: () => void;
  readonly onBack?: () => void;
}

/** An act that needs nothing but words. No form: Enter only makes a new line. */
export const NoteForm = ({ path, label, hint, missing, action, most, onDone, onBack }: Props) => {
  const t = useText();
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const command = useCommand('POST', onDone);
  const empty = note.trim() === '';
  const go = () => {
    setTried(true);
    if (!empty && !command.isPending) command.mutate({ path, body: { note } });
  };
  return (
    <div className="grid gap-2">
      <label className="grid gap-1">
        <span className="font-700">{label}</span>
        {hint !== undefined && <span className="hint">{hint}</span>}
        <textarea
          className="field"
          rows={3}
          maxLength={most}
          value={note}
          aria-invalid={tried && empty}
          onChange={(event) => setNote(event.target.value)}
        />
      </label>
      {tried && empty && <p className="font-700 text-danger">{missing}</p>}
      <Failure error={command.error} />
      <div className="flex flex-wrap gap-2">
        {onBack !== undefined && (
          <button type="button" className="btn" data-first onClick={onBack}>
            {t('action.back')}
          </button>
        )}
        <button type="button" className="btn btn-primary" onClick={go}>
          {action}
        </button>
      </div>
    </div>
  );
};
