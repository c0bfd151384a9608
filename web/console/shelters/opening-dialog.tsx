import { useState } from 'react';
import { Dialog } from '../../ui/dialog.js';
import { useCommand } from '../api/queries.js';
import { serverNow } from '../api/live.js';
import { Failure } from '../shell/failure.js';
import { fromLocalInput, toLocalInput } from '../text/format.js';
import { useText } from '../text/labels.js';

const half = 30 * 60_000;

/** For when a shelter is foretold to open; the next half hour is put in. */
export const OpeningDialog = (props: {
  id: string;
  name: string;
  opensAt: number | null;
  onDone: () => void;
  onClose: () => void;
}) => {
  const t = useText();
  const [value, setValue] = useState(() =>
    toLocalInput(props.opensAt ?? Math.ceil((serverNow() + half / 2) / half) * half),
  );
  const order = useCommand('POST', props.onDone);
  const opensAt = fromLocalInput(value);
  return (
    <Dialog title={t('shelter.foretellTitle', { name: props.name })} onClose={props.onClose}>
      <form
        className="mt-3 grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (opensAt === null || order.isPending) return;
          order.mutate({ path: `/shelters/${props.id}/state`, body: { state: 'opening', opensAt } });
        }}
      >
        <label className="grid gap-1">
          <span className="font-700">{t('shelter.opensAt')}</span>
          <span className="hint">{t('shelter.opensAtHint')}</span>
          <input
            type="datetime-local"
            className="field max-w-[18rem]"
            value={value}
            onChange={(event) => setValue(event.target.value)}
          />
        </label>
        <Failure error={order.error} />
        <div className="flex flex-wrap gap-2">
          <button type="button" data-first className="btn" onClick={props.onClose}>
            {t('action.back')}
          </button>
          <button type="submit" className="btn btn-primary" aria-disabled={opensAt === null}>
            {t('shelter.foretellNow')}
          </button>
        </div>
      </form>
    </Dialog>
  );
};
