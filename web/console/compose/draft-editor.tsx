import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTown } from '../api/queries.js';
import type { KindShape, VersionShape } from '../api/types.js';
import { announce } from '../shell/announce.js';
import { Page, Section } from '../shell/page.js';
import { kindWithLevel, label, labelOrNull, useText } from '../text/labels.js';
import { LevelBadge } from '../../ui/level-badge.js';
import { ChannelFields } from './channel-fields.js';
import { Conflict } from './conflict.js';
import { DecisionFields } from './decision-fields.js';
import { DiscardDraft } from './discard-draft.js';
import { DistrictFields } from './district-fields.js';
import { LivePreview } from './live-preview.js';
import { missingSlots, needsDecision, noDecision, noDistricts } from './missing.js';
import { SaveMark } from './save-mark.js';
import { SlotField } from './slot-field.js';
import { useDraft, type Form } from './use-draft.js';

export const DraftEditor = ({ version, kind }: { version: VersionShape; kind: KindShape }) => {
  const t = useText();
  const navigate = useNavigate();
  const draft = useDraft(version);
  const [tried, setTried] = useState(false);
  const faults = useFaults(kind, draft.form);
  const toCheck = async () => {
    setTried(true);
    if (faults.length > 0) announce(t('draft.missing', { what: faults.join(' / ') }));
    else if (await draft.save(draft.form))
      await navigate({ to: '/drafts/$id/check', params: { id: version.id } });
  };
  return (
    <Page title={t('draft.titleOf', { name: kindWithLevel(version.kind, version.level) })}>
      <div className="flex flex-wrap items-center gap-3">
        <LevelBadge level={version.level} words={kindWithLevel(version.kind, version.level)} />
        <SaveMark saving={draft.saving} />
      </div>
      {labelOrNull('kindHint', version.kind) !== null && (
        <p className="mt-1">{label('kindHint', version.kind)}</p>
      )}
      {version.reason !== null && version.status === 'returned' && (
        <p className="mt-2 rounded-8 bg-warning-soft p-3">
          {t('draft.returned', { reason: version.reason })}
        </p>
      )}
      {draft.saving.state === 'conflict' && (
        <Conflict
          mine={draft.form}
          theirs={draft.saving.theirs}
          onOverwrite={draft.overwrite}
          onTakeTheirs={draft.takeTheirs}
        />
      )}
      <div className="mt-4 grid gap-4 lg:grid-cols-[minmax(0,1.25fr)_minmax(0,1fr)] lg:items-start">
        <Fields kind={kind} form={draft.form} edit={draft.edit} />
        <aside aria-label={t('preview.title')} className="lg:sticky lg:top-[3.75rem]">
          <LivePreview kind={kind} form={draft.form} />
        </aside>
      </div>
      <div className="no-print mt-4 flex flex-wrap gap-2">
        <DiscardDraft id={version.id} />
      </div>
      <Footer faults={tried ? faults : []} onCheck={() => void toCheck()} />
    </Page>
  );
};

/** What still has to be filled in, in words. */
const useFaults = (kind: KindShape, form: Form): string[] => {
  const t = useText();
  return [
    ...missingSlots(kind, form.slots).map((name) => label('slot', name)),
    ...(noDistricts(form) ? [t('district.label')] : []),
    ...(noDecision(kind, form) ? [t('decision.title')] : []),
  ];
};

interface FieldsProps {
  readonly kind: KindShape;
  readonly form: Form;
  readonly edit: (change: Partial<Form>) => void;
}

const Fields = ({ kind, form, edit }: FieldsProps) => {
  const t = useText();
  const town = useTown();
  const slots = Object.entries(kind.slots);
  const setSlot = (name: string, value: Form['slots'][string] | null) => {
    const { [name]: _, ...others } = form.slots;
    edit({ slots: value === null ? others : { ...others, [name]: value } });
  };
  return (
    <div className="grid gap-4">
      {slots.length > 0 && (
        <Section id="content" title={t('draft.content')}>
          <div className="grid gap-5">
            {slots.map(([name, spec]) => (
              <SlotField
                key={name}
                name={name}
                spec={spec}
                slots={form.slots}
                fixed={kind.effects === 'lift' && spec.values !== undefined}
                onChange={(value) => setSlot(name, value)}
              />
            ))}
          </div>
        </Section>
      )}
      <Section id="where" title={t('district.label')}>
        <DistrictFields
          town={town}
          value={form.districts}
          hazard={typeof form.slots['hazard'] === 'string' ? form.slots['hazard'] : null}
          onChange={(districts) => edit({ districts })}
        />
      </Section>
      {needsDecision(kind) && (
        <Section id="decision" title={t('decision.title')}>
          <DecisionFields value={form.decision} onChange={(decision) => edit({ decision })} />
        </Section>
      )}
      <Section id="channels" title={t('draft.channels')}>
        <ChannelFields
          offered={kind.channels}
          value={form.channels}
          onChange={(channels) => edit({ channels })}
        />
      </Section>
    </div>
  );
};

const Footer = (props: { faults: readonly string[]; onCheck: () => void }) => {
  const t = useText();
  return (
    <div className="no-print sticky bottom-0 z-[500] -mx-4 mt-4 border-t border-line bg-surface px-4 py-2">
      {props.faults.length > 0 && (
        <p className="pb-1 font-700 text-danger">{t('draft.missing', { what: props.faults.join(' / ') })}</p>
      )}
      <button type="button" className="btn btn-primary max-sm:w-full" onClick={props.onCheck}>
        {t('draft.toCheck')}
      </button>
    </div>
  );
};
