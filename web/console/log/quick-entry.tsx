import { useRef, useState, type FormEvent } from 'react';
import { serverNow } from '../api/live.js';
import { useCommand, useTown } from '../api/queries.js';
import { announce } from '../shell/announce.js';
import { Failure } from '../shell/failure.js';
import { dayAndTime, fromLocalInput } from '../text/format.js';
import { districtWords, label, useText } from '../text/labels.js';
import { Attach } from './attach.js';
import { blank, bodyOf, createMoment, understand, type Fields } from './entry-draft.js';
import { EntryFields } from './entry-fields.js';
import { PlaceField } from './place-field.js';
import { saveOnKeys, useShortcut } from './keys.js';

/** A new entry: one box, what was understood of it, and every field behind it. */
export const QuickEntry = () => {
  const t = useText();
  const town = useTown();
  const [line, setLine] = useState('');
  const [asIs, setAsIs] = useState(false);
  const [set, setFields] = useState<Partial<Fields>>({});
  const [empty, setEmpty] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const [shortcut, setShortcut] = useShortcut(() => box.current?.focus());
  const understood = asIs ? { text: line } : understand(line, town, serverNow());
  const fields: Fields = { ...blank, ...understood, ...set };
  const [moment, setMoment] = useState(createMoment);
  const command = useCommand('POST', () => {
    setMoment(createMoment);
    setLine('');
    setFields({});
    announce(t('log.entered'));
    box.current?.focus();
  });
  const change = (part: Partial<Fields>) => setFields((now) => ({ ...now, ...part }));
  const save = () => {
    const nothing = fields.text.trim() === '';
    setEmpty(nothing);
    if (nothing) box.current?.focus();
    else if (fields.isUploading) announce(t('log.attach.wait'));
    else if (!command.isPending)
      command.mutate({ path: '/log', body: bodyOf(fields, moment(fields, serverNow())) });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save();
  };
  return (
    <form
      className="no-print card grid gap-3"
      onSubmit={submit}
      onKeyDown={(event) => saveOnKeys(event, save)}
      aria-labelledby="entry"
    >
      <label className="grid gap-1">
        <span id="entry" className="h2">
          {t('log.new')}
        </span>
        <span className="hint">{t('log.quickHint')}</span>
        <textarea
          ref={box}
          className="field"
          rows={2}
          maxLength={2000}
          aria-invalid={empty}
          aria-describedby="understood"
          value={line}
          onChange={(event) => setLine(event.target.value)}
        />
      </label>
      {empty && <p className="font-700 text-danger">{t('log.textEmpty')}</p>}
      <Understood fields={fields} shown={line.trim() !== ''} />
      <details>
        <summary className="link inline-flex min-h-[2.75rem] cursor-pointer items-center">
          {t('log.fields')}
        </summary>
        <div className="mt-2">
          <EntryFields fields={fields} onChange={change} />
        </div>
      </details>
      <Attach
        files={fields.attachments}
        isBusy={fields.isUploading}
        onFiles={(edit) => setFields((now) => ({ ...now, attachments: edit(now.attachments ?? []) }))}
        onBusy={(isUploading) => change({ isUploading })}
      />
      <PlaceField place={fields.place} district={fields.district} onChange={(place) => change({ place })} />
      <Failure error={command.error} />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <button type="submit" className="btn btn-primary" aria-keyshortcuts="Control+Enter">
          {t('log.enter')}
        </button>
        <span className="hint max-sm:hidden">{t('log.enterKey')}</span>
        <Tick label={t('log.asIs')} checked={asIs} onChange={setAsIs} />
        <Tick label={t('log.shortcut')} checked={shortcut} onChange={setShortcut} />
      </div>
    </form>
  );
};

const Tick = (props: { label: string; checked: boolean; onChange: (on: boolean) => void }) => (
  <label className="flex min-h-[2.75rem] items-center gap-2">
    <input
      type="checkbox"
      className="size-6 flex-none accent-[var(--primary)]"
      checked={props.checked}
      onChange={(event) => props.onChange(event.target.checked)}
    />
    {props.label}
  </label>
);

/** What would be saved, in words, before it is. */
const Understood = ({ fields, shown }: { fields: Fields; shown: boolean }) => {
  const t = useText();
  const town = useTown();
  const at = fromLocalInput(fields.at);
  const district =
    fields.district === '' ? '' : districtWords(fields.district === 'all' ? 'all' : [fields.district], town);
  const said: [string, string][] = [
    [t('log.at'), at === null ? t('log.now') : dayAndTime(at)],
    [t('log.means'), fields.means && label('logMeans', fields.means)],
    [t('log.source'), fields.source],
    [t('log.to'), fields.to],
    [t('log.district'), district],
    [t('log.topic'), fields.topic && label('topic', fields.topic)],
    [t('log.importance'), fields.importance === 'normal' ? '' : label('importance', fields.importance)],
    [t('log.certainty'), fields.certainty && label('certainty', fields.certainty)],
    [t('log.status'), fields.status && label('logStatus', fields.status)],
    [t('log.assignee'), fields.assignee],
    [t('log.text'), fields.text],
  ];
  return (
    <div id="understood" className="min-h-[1.75rem]">
      {shown && (
        <dl className="flex flex-wrap gap-x-4 gap-y-1" data-understood>
          {said
            .filter(([, words]) => words !== '')
            .map(([name, words]) => (
              <div key={name} className="flex gap-1">
                <dt className="hint whitespace-nowrap">{name}：</dt>
                <dd className="font-700 whitespace-pre-line">{words}</dd>
              </div>
            ))}
        </dl>
      )}
    </div>
  );
};
