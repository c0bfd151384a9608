import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { KindShape, VersionShape } from '../api/types.js';
import { announce } from '../shell/announce.js';
import { Page } from '../shell/page.js';
import { kindWithLevel, label, labelOrNull, useText } from '../text/labels.js';
import { LevelBadge } from '../../ui/level-badge.js';
import { Conflict } from './conflict.js';
import { DiscardDraft } from './discard-draft.js';
import { DraftFields } from './draft-fields.js';
import { LivePreview } from './live-preview.js';
import { missingSlots, noDecision, noDistricts } from './missing.js';
import { ordersOfKind } from './orders.js';
import { SaveMark } from './save-mark.js';
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
  const level = levelShown(version, kind, draft.form);
  const name = kindWithLevel(version.kind, level);
  return (
    <Page title={t('draft.titleOf', { name })}>
      <div className="flex flex-wrap items-center gap-3">
        <LevelBadge level={level} words={name} />
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
        <DraftFields kind={kind} form={draft.form} follows={version.ofVersion !== null} edit={draft.edit} />
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

/** The level of what is on the screen, where a field decides it; null while nobody has chosen. */
const levelShown = (version: VersionShape, kind: KindShape, form: Form): number | null => {
  if (kind.effects === 'lower') return form.slots['to'] === undefined ? null : Number(form.slots['to']);
  const orders = ordersOfKind(kind, form.slots);
  return orders === null ? version.level : Math.max(0, ...orders.map((order) => order.level));
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
