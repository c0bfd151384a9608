import {
  logCertainties,
  logImportances,
  logMeans,
  logStatuses,
  logTopics,
} from '../../../src/domain/chronology.js';
import { serverNow } from '../api/live.js';
import { useTown } from '../api/queries.js';
import { toLocalInput } from '../text/format.js';
import { label, placeName, useText } from '../text/labels.js';
import type { Fields } from './entry-draft.js';

interface Props {
  readonly fields: Fields;
  readonly onChange: (part: Partial<Fields>) => void;
}

/** Every field of an entry but its content. */
export const EntryFields = ({ fields, onChange }: Props) => {
  const t = useText();
  const town = useTown();
  const districts = [
    ['all', t('district.all')],
    ...town.districts.map(({ code, name }) => [code, placeName(name)]),
  ] as [string, string][];
  const now = toLocalInput(serverNow());
  return (
    <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
      <Words label={t('log.source')} value={fields.source} onChange={(source) => onChange({ source })} />
      <Words label={t('log.to')} value={fields.to} onChange={(to) => onChange({ to })} />
      <Choice
        label={t('log.means')}
        value={fields.means}
        options={logMeans.map((one) => [one, label('logMeans', one)])}
        onChange={(means) => onChange({ means })}
      />
      <Choice
        label={t('log.district')}
        value={fields.district}
        options={districts}
        onChange={(district) => onChange({ district })}
      />
      <Time label={t('log.at')} max={now} value={fields.at} onChange={(at) => onChange({ at })} />
      <Time
        label={t('log.receivedAt')}
        max={now}
        value={fields.receivedAt}
        onChange={(receivedAt) => onChange({ receivedAt })}
      />
      <Choice
        label={t('log.topic')}
        value={fields.topic}
        options={logTopics.map((one) => [one, label('topic', one)])}
        onChange={(topic) => onChange({ topic })}
      />
      <Choice
        label={t('log.certainty')}
        value={fields.certainty}
        options={logCertainties.map((one) => [one, label('certainty', one)])}
        onChange={(certainty) => onChange({ certainty })}
      />
      <Choice
        label={t('log.importance')}
        value={fields.importance}
        needed
        options={logImportances.map((one) => [one, label('importance', one)])}
        onChange={(importance) => importance !== '' && onChange({ importance })}
      />
      <Choice
        label={t('log.status')}
        value={fields.status}
        none={t('log.noStatus')}
        options={logStatuses.map((one) => [one, label('logStatus', one)])}
        onChange={(status) => onChange({ status })}
      />
      <Words
        label={t('log.assignee')}
        value={fields.assignee}
        onChange={(assignee) => onChange({ assignee })}
      />
      <Words
        label={t('log.personal')}
        hint={t('log.personalHint')}
        value={fields.personal}
        onChange={(personal) => onChange({ personal })}
      />
    </div>
  );
};

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export const Words = (props: FieldProps) => (
  <label className="grid content-start gap-1">
    <span className="font-700">{props.label}</span>
    <input
      type="text"
      className="field"
      maxLength={200}
      value={props.value}
      onChange={(event) => props.onChange(event.target.value)}
    />
    {props.hint !== undefined && <span className="hint">{props.hint}</span>}
  </label>
);

export const Time = (props: FieldProps & { readonly max?: string }) => (
  <label className="grid content-start gap-1">
    <span className="font-700">{props.label}</span>
    <input
      type="datetime-local"
      className="field"
      max={props.max}
      value={props.value}
      onChange={(event) => props.onChange(event.target.value)}
    />
  </label>
);

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value | '';
  readonly options: readonly (readonly [value: Value, words: string])[];
  /** There is no "none". */
  readonly needed?: boolean;
  /** What "none" is called. */
  readonly none?: string;
  readonly onChange: (value: Value | '') => void;
}

export const Choice = <Value extends string>(props: ChoiceProps<Value>) => {
  const t = useText();
  return (
    <label className="grid content-start gap-1">
      <span className="font-700">{props.label}</span>
      <select
        className="field"
        value={props.value}
        onChange={(event) => props.onChange(event.target.value as Value | '')}
      >
        {props.needed !== true && <option value="">{props.none ?? t('log.unsaid')}</option>}
        {props.options.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
};
