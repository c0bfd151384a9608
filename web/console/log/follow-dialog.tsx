import { useState } from 'react';
import { logStatuses } from '../../../src/domain/chronology.js';
import { Dialog } from '../../ui/dialog.js';
import { serverNow } from '../api/live.js';
import { useCommand } from '../api/queries.js';
import type { ChronologyEntryShape, NewLogEntry } from '../api/types.js';
import { announce } from '../shell/announce.js';
import { Failure } from '../shell/failure.js';
import { label, useText } from '../text/labels.js';
import { Attach } from './attach.js';
import { bodyOf, createMoment, fieldsOf, type Fields } from './entry-draft.js';
import { EntryFields, Words } from './entry-fields.js';
import { saveOnKeys } from './keys.js';
import { PlaceField } from './place-field.js';
import type { FollowAct } from './thread.js';

interface Props {
  readonly entry: ChronologyEntryShape;
  readonly act: FollowAct;
  readonly onClose: () => void;
}

/** A new entry about a former one, which stays as it was written. */
export const FollowDialog = ({ entry, act, onClose }: Props) => {
  const t = useText();
  const former = fieldsOf(entry);
  const [fields, setFields] = useState<Fields>(act === 'progress' ? { ...former, text: '' } : former);
  const [empty, setEmpty] = useState(false);
  const [moment] = useState(createMoment);
  const command = useCommand<unknown, NewLogEntry>('POST', () => {
    announce(t('log.entered'));
    onClose();
  });
  const change = (part: Partial<Fields>) => setFields((now) => ({ ...now, ...part }));
  const save = () => {
    const body = bodyFor(entry, act, { ...fields, now: moment(fields, serverNow()) }, t);
    setEmpty(body === null);
    if (fields.isUploading) announce(t('log.attach.wait'));
    else if (body !== null && !command.isPending) command.mutate({ path: '/log', body });
  };
  return (
    <Dialog title={t(`log.followTitle.${act}`, { number: entry.root })} onClose={onClose}>
      <form
        className="mt-2 grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
        onKeyDown={(event) => saveOnKeys(event, save)}
      >
        <p className="hint">{t(`log.followLead.${act}`)}</p>
        {act === 'progress' ? (
          <Progress entry={entry} fields={fields} onChange={change} />
        ) : (
          <>
            <Text label={t('log.text')} value={fields.text} invalid={empty} onChange={change} />
            <EntryFields fields={fields} onChange={change} />
          </>
        )}
        <Attach
          files={fields.attachments}
          isBusy={fields.isUploading}
          onFiles={(edit) => setFields((now) => ({ ...now, attachments: edit(now.attachments) }))}
          onBusy={(isUploading) => change({ isUploading })}
        />
        <PlaceField place={fields.place} district={fields.district} onChange={(place) => change({ place })} />
        {empty && (
          <p className="font-700 text-danger">
            {t(act === 'progress' ? 'log.progressEmpty' : 'log.textEmpty')}
          </p>
        )}
        <Failure error={command.error} />
        <div className="flex flex-wrap gap-2">
          <button type="submit" className="btn btn-primary" aria-keyshortcuts="Control+Enter">
            {t('log.enter')}
          </button>
          <button type="button" className="btn" data-first onClick={onClose}>
            {t('action.back')}
          </button>
        </div>
      </form>
    </Dialog>
  );
};

/** Null where there is nothing to record. A change of status needs no words, nor does a file or a place: it says itself. */
const bodyFor = (
  entry: ChronologyEntryShape,
  act: FollowAct,
  { now, ...fields }: Fields & { readonly now: number },
  t: ReturnType<typeof useText>,
): NewLogEntry | null => {
  const follows = { seq: entry.newest, as: act };
  if (act === 'correction') return fields.text.trim() === '' ? null : { ...bodyOf(fields, now), follows };
  const { status, assignee } = fields;
  const isChanged = status !== (entry.status ?? '') || assignee.trim() !== (entry.assignee ?? '');
  const said = [status === '' ? '' : label('logStatus', status), assignee.trim()].filter((one) => one !== '');
  const changed = isChanged ? said.join('：') || '—' : '';
  const text = fields.text.trim() || changed || broughtWords(entry, fields, t);
  if (text === '') return null;
  return { ...bodyOf({ ...fields, text, at: '', personal: '' }, now), category: 'note', follows };
};

const broughtWords = (
  entry: ChronologyEntryShape,
  { attachments, place }: Fields,
  t: ReturnType<typeof useText>,
): string => {
  if (attachments.length > 0) return t('log.attach.only', { count: attachments.length });
  const isMoved = place?.lat !== entry.place?.lat || place?.lng !== entry.place?.lng;
  return isMoved ? t(place === null ? 'log.place.removed' : 'log.place.only') : '';
};

const Progress = (props: {
  entry: ChronologyEntryShape;
  fields: Fields;
  onChange: (part: Partial<Fields>) => void;
}) => {
  const t = useText();
  const { entry, fields, onChange } = props;
  return (
    <>
      <p className="rounded-8 bg-sunken p-2 whitespace-pre-line">{entry.text}</p>
      <fieldset>
        <legend className="font-700">{t('log.status')}</legend>
        <div className="mt-1 grid grid-cols-2 gap-2">
          {logStatuses.map((one) => (
            <label key={one} className="choice">
              <input
                type="radio"
                name="status"
                checked={fields.status === one}
                onChange={() => onChange({ status: one })}
              />
              <span>{label('logStatus', one)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <Words
        label={t('log.assignee')}
        value={fields.assignee}
        onChange={(assignee) => onChange({ assignee })}
      />
      <Text label={t('log.note')} value={fields.text} invalid={false} onChange={onChange} />
    </>
  );
};

const Text = (props: {
  label: string;
  value: string;
  invalid: boolean;
  onChange: (part: { text: string }) => void;
}) => (
  <label className="grid gap-1">
    <span className="font-700">{props.label}</span>
    <textarea
      className="field"
      rows={3}
      maxLength={2000}
      aria-invalid={props.invalid}
      value={props.value}
      onChange={(event) => props.onChange({ text: event.target.value })}
    />
  </label>
);
