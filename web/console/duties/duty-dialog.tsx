import { useState } from 'react';
import { dutyMeans, type DutyMeans } from '../../../src/domain/duty.js';
import { Dialog } from '../../ui/dialog.js';
import { serverNow } from '../api/live.js';
import { useCommand, useSession } from '../api/queries.js';
import type { DutyShape } from '../api/types.js';
import { WhoAndWhen } from '../manual/who-and-when.js';
import { Failure } from '../shell/failure.js';
import { fromLocalInput, toLocalInput } from '../text/format.js';
import { inLanguage, label, useText } from '../text/labels.js';

/** By whom, when and by what means a duty was seen to; the means is never guessed. */
export const DutyDialog = ({ duty, onClose }: { duty: DutyShape; onClose: () => void }) => {
  const t = useText();
  const officer = useSession().data?.officer?.name ?? '';
  const [opened] = useState(() => toLocalInput(serverNow()));
  const [by, setBy] = useState(officer);
  const [time, setTime] = useState(opened);
  const [means, setMeans] = useState<DutyMeans | null>(null);
  const [note, setNote] = useState('');
  const command = useCommand('POST', onClose);
  const lacking = by.trim() === '' || means === null;
  const go = () => {
    if (lacking || command.isPending) return;
    // The minute as it is stands for "now", seconds included.
    const at = time === opened ? undefined : (fromLocalInput(time) ?? undefined);
    const body = { by: by.trim(), means, note: note.trim(), ...(at !== undefined && { at }) };
    command.mutate({ path: `/duties/${duty.id}/done`, body });
  };
  return (
    <Dialog title={t('duties.ask')} onClose={onClose}>
      <p className="mt-2 font-700">{inLanguage(duty.name)}</p>
      <WhoAndWhen by={by} time={time} onBy={setBy} onTime={setTime} />
      <fieldset className="mt-3">
        <legend className="font-700">{t('duties.means')}</legend>
        <div className="mt-1 grid gap-2 sm:grid-cols-2">
          {dutyMeans.map((one) => (
            <label key={one} className="choice">
              <input type="radio" name="duty-means" checked={means === one} onChange={() => setMeans(one)} />
              <span>{label('dutyMeans', one)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <label className="mt-3 grid gap-1">
        <span className="font-700">{t('manual.note')}</span>
        <textarea
          className="field"
          rows={2}
          maxLength={300}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </label>
      <Failure error={command.error} />
      <div className="mt-4 flex flex-wrap gap-2">
        <button type="button" data-first className="btn" onClick={onClose}>
          {t('manual.back')}
        </button>
        <button type="button" className="btn btn-primary" aria-disabled={lacking} onClick={go}>
          {t('duties.doneNow')}
        </button>
        {lacking && <p className="hint self-center">{t('duties.lacking')}</p>}
      </div>
    </Dialog>
  );
};
