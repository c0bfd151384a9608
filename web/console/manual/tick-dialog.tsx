import { useState } from 'react';
import { couldNotReasons, type CouldNotReason } from '../../../src/domain/manual-task.js';
import { Dialog } from '../../ui/dialog.js';
import { serverNow } from '../api/live.js';
import { useCommand, useSession } from '../api/queries.js';
import type { ManualTaskShape } from '../api/types.js';
import { WhoAndWhen } from './who-and-when.js';
import { Failure } from '../shell/failure.js';
import { fromLocalInput, toLocalInput } from '../text/format.js';
import { label, useText } from '../text/labels.js';

/** What is ticked: a task, or one stop of it. */
export type Tick =
  | { readonly act: 'begin' | 'done' | 'could-not'; readonly task: ManualTaskShape }
  | {
      readonly act: 'stop';
      readonly task: ManualTaskShape;
      readonly stop: ManualTaskShape['stops'][number];
    };

const pathOf = { begin: 'begin', done: 'close', 'could-not': 'close', stop: 'stops' } as const;

/** The minute as it is stands for "now", seconds included. */
const timeOf = (typed: string, opened: string): number | undefined =>
  typed === opened ? undefined : (fromLocalInput(typed) ?? undefined);

/** Who did it, and when; for what could not be done a reason. */
export const TickDialog = ({ tick, onClose }: { tick: Tick; onClose: () => void }) => {
  const t = useText();
  const officer = useSession().data?.officer?.name ?? '';
  const [opened] = useState(() => toLocalInput(serverNow()));
  const [by, setBy] = useState(officer);
  const [time, setTime] = useState(opened);
  const [reason, setReason] = useState<CouldNotReason>('no-answer');
  const [note, setNote] = useState('');
  const command = useCommand('POST', onClose);
  const at = timeOf(time, opened);
  const lacking = by.trim() === '' || (tick.act === 'could-not' && reason === 'other' && note.trim() === '');
  const who = { by: by.trim(), ...(at !== undefined && { at }) };
  const go = (result: 'done' | 'could-not') => {
    if (lacking || command.isPending) return;
    const noted = { ...who, note: note.trim() };
    const body =
      tick.act === 'begin'
        ? who
        : tick.act === 'stop'
          ? { ...noted, stop: tick.stop.id, result }
          : { ...noted, result, ...(result === 'could-not' && { reason }) };
    command.mutate({ path: `/manual/${tick.task.deliveryId}/${pathOf[tick.act]}`, body });
  };
  const what = tick.act === 'stop' ? `${tick.task.name}：${tick.stop.name}` : tick.task.name;
  return (
    <Dialog title={t(`manual.ask.${tick.act}`)} onClose={onClose}>
      <p className="mt-2 font-700">{what}</p>
      <WhoAndWhen by={by} time={time} onBy={setBy} onTime={setTime} />
      {tick.act === 'could-not' && <Reasons reason={reason} onChoose={setReason} />}
      {tick.act !== 'begin' && (
        <label className="mt-3 grid gap-1">
          <span className="font-700">
            {t(tick.act === 'could-not' && reason === 'other' ? 'manual.noteNeeded' : 'manual.note')}
          </span>
          <textarea
            className="field"
            rows={2}
            maxLength={300}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
      )}
      <Failure error={command.error} />
      <div className="mt-4 flex flex-wrap gap-2">
        <button type="button" className="btn" onClick={onClose}>
          {t('manual.back')}
        </button>
        {tick.act !== 'could-not' && (
          <button
            type="button"
            data-first
            className="btn btn-primary"
            aria-disabled={lacking}
            onClick={() => go('done')}
          >
            {t(tick.act === 'begin' ? 'manual.beginNow' : 'manual.doneNow')}
          </button>
        )}
        {(tick.act === 'could-not' || tick.act === 'stop') && (
          <button
            type="button"
            className="btn btn-danger-outline"
            aria-disabled={lacking}
            onClick={() => go('could-not')}
          >
            {t('manual.couldNotNow')}
          </button>
        )}
      </div>
    </Dialog>
  );
};

const Reasons = (props: { reason: CouldNotReason; onChoose: (reason: CouldNotReason) => void }) => {
  const t = useText();
  return (
    <fieldset className="mt-3">
      <legend className="font-700">{t('manual.reason')}</legend>
      <div className="mt-1 grid gap-2">
        {couldNotReasons.map((one) => (
          <label key={one} className="choice">
            <input
              type="radio"
              name="could-not"
              checked={props.reason === one}
              onChange={() => props.onChoose(one)}
            />
            <span>{label('couldNot', one)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
};
