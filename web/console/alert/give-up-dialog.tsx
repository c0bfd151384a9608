import { useState } from 'react';
import { giveUpReasons, type GiveUpReason } from '../../../src/domain/delivery-command.js';
import { Dialog } from '../../ui/dialog.js';
import { useCommand } from '../api/queries.js';
import { Failure } from '../shell/failure.js';
import { label, useText } from '../text/labels.js';
import { NoteField } from './note-field.js';

interface Props {
  readonly path: string;
  /** What of the body the reason does not say. */
  readonly body: Readonly<Record<string, unknown>>;
  /** What is given up, in words. */
  readonly what: string;
  readonly onClose: () => void;
}

/** Giving up, one or a task's worth: what it means, a reason of the list, and a note where the list has none. */
export const GiveUpDialog = ({ path, body, what, onClose }: Props) => {
  const t = useText();
  const [reason, setReason] = useState<GiveUpReason>('told-otherwise');
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const command = useCommand('POST', onClose);
  const lacking = reason === 'other' && note.trim() === '';
  const go = () => {
    setTried(true);
    if (!lacking && !command.isPending)
      command.mutate({ path, body: { ...body, action: 'give-up', reason, note: note.trim() } });
  };
  return (
    <Dialog title={t('giveUp.title')} onClose={onClose}>
      <p className="mt-2 font-700">{what}</p>
      <p className="mt-1">{t('giveUp.means')}</p>
      <fieldset className="mt-3">
        <legend className="font-700">{t('giveUp.reason')}</legend>
        <div className="mt-1 grid gap-2">
          {giveUpReasons.map((one) => (
            <label key={one} className="choice">
              <input type="radio" name="give-up" checked={reason === one} onChange={() => setReason(one)} />
              <span>{label('giveUpReason', one)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <div className="mt-3">
        <NoteField
          label={t(reason === 'other' ? 'giveUp.noteNeeded' : 'giveUp.note')}
          value={note}
          missing={tried && lacking}
          onChange={setNote}
        />
      </div>
      <Failure error={command.error} />
      <div className="mt-4 flex flex-wrap gap-2">
        <button type="button" className="btn" data-first onClick={onClose}>
          {t('giveUp.back')}
        </button>
        <button type="button" className="btn btn-danger" onClick={go}>
          {t('giveUp.now')}
        </button>
      </div>
    </Dialog>
  );
};
