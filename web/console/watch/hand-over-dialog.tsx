import { useState } from 'react';
import { useCommand } from '../api/queries.js';
import type { WatchShape } from '../api/types.js';
import { announce } from '../shell/announce.js';
import { Failure } from '../shell/failure.js';
import { useText } from '../text/labels.js';
import { Dialog } from '../../ui/dialog.js';

/** The end of a watch: what the next one has to know, and who goes on. */
export const HandOverDialog = ({ watch, onClose }: { watch: WatchShape; onClose: () => void }) => {
  const t = useText();
  const [note, setNote] = useState('');
  const [to, setTo] = useState('');
  const [tried, setTried] = useState(false);
  const command = useCommand('POST', () => {
    announce(t('watch.handed'));
    onClose();
  });
  const empty = note.trim() === '';
  const go = () => {
    setTried(true);
    const body = { note, to: to === '' ? null : to };
    if (!empty && !command.isPending) command.mutate({ path: '/watch/hand-over', body });
  };
  return (
    <Dialog title={t('watch.handOver')} onClose={onClose}>
      <div className="mt-2 grid gap-3">
        <label className="grid gap-1">
          <span className="font-700">{t('watch.note')}</span>
          <span className="hint">{t('watch.noteHint')}</span>
          <textarea
            className="field"
            rows={5}
            maxLength={2000}
            value={note}
            aria-invalid={tried && empty}
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
        {tried && empty && <p className="font-700 text-danger">{t('watch.noteMissing')}</p>}
        <label className="grid gap-1">
          <span className="font-700">{t('watch.to')}</span>
          <select className="field" value={to} onChange={(event) => setTo(event.target.value)}>
            <option value="">{t('watch.toNobody')}</option>
            {watch.others.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <Failure error={command.error} />
        <div className="flex flex-wrap gap-2">
          <button type="button" className="btn" onClick={onClose}>
            {t('action.back')}
          </button>
          <button type="button" className="btn btn-primary" onClick={go}>
            {t('watch.handOverNow')}
          </button>
        </div>
      </div>
    </Dialog>
  );
};
