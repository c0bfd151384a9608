import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { KindShape, VersionShape } from '../api/types.js';
import { announce } from '../shell/announce.js';
import { Page } from '../shell/page.js';
import { kindWithLevel, label, labelOrNull, refusalText, useText } from '../text/labels.js';
import { LevelBadge } from '../../ui/level-badge.js';
import { Conflict } from './conflict.js';
import { DiscardDraft } from './discard-draft.js';
import { DraftFields } from './draft-fields.js';
import { LivePreview } from './live-preview.js';
import { missingFields, namesOf, soFar, wholeDecision, type MissingField } from './missing.js';
import { ordersOfKind } from './orders.js';
import { SaveMark } from './save-mark.js';
import type { Form } from './form.js';
import { useDraft } from './use-draft.js';

export const DraftEditor = ({ version, kind }: { version: VersionShape; kind: KindShape }) => {
  const t = useText();
  const navigate = useNavigate();
  const draft = useDraft(version);
  const [tried, setTried] = useState(false);
  const [decision, setDecision] = useState(() => soFar(draft.form.decision));
  const missing = missingFields(kind, draft.form, decision);
  const toCheck = async () => {
    setTried(true);
    if (missing.length > 0) announce(t('draft.missing', { what: namesOf(missing) }));
    else if (await draft.save(draft.form))
      await navigate({ to: '/drafts/$id/check', params: { id: version.id } });
  };
  const level = levelShown(version, kind, draft.form);
  const name = kindWithLevel(version.kind, level);
  return (
    <Page title={titleOf(t, version, kind, name)}>
      <div className="flex flex-wrap items-center gap-3">
        <LevelBadge level={level} words={name} />
        <SaveMark saving={draft.saving} />
      </div>
      {labelOrNull('kindHint', version.kind) !== null && (
        <p className="mt-1">{label('kindHint', version.kind)}</p>
      )}
      {version.may.submit?.startsWith('continue.') === true && (
        <p className="mt-2 rounded-8 bg-danger-soft p-3 font-700" role="alert" data-over>
          {refusalText(version.may.submit)}
        </p>
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
          onTakeTheirs={(theirs) => {
            draft.takeTheirs(theirs);
            setDecision(soFar(theirs.decision));
          }}
        />
      )}
      <div className="mt-4 grid gap-4 lg:grid-cols-[minmax(0,1.25fr)_minmax(0,1fr)] lg:items-start">
        <DraftFields
          kind={kind}
          form={draft.form}
          decision={decision}
          follows={version.ofVersion !== null}
          alertId={version.alertId}
          edit={draft.edit}
          onDecision={(told) => {
            setDecision(told);
            draft.edit({ decision: wholeDecision(told) });
          }}
        />
        <aside aria-label={t('preview.title')} className="lg:sticky lg:top-[3.75rem]">
          <LivePreview kind={kind} form={draft.form} />
        </aside>
      </div>
      <div className="no-print mt-4 flex flex-wrap gap-2">
        <DiscardDraft id={version.id} />
      </div>
      <Footer missing={tried ? missing : []} onCheck={() => void toCheck()} />
    </Page>
  );
};

/** A next version is named as one: it is no new alert. */
const titleOf = (
  t: ReturnType<typeof useText>,
  version: VersionShape,
  kind: KindShape,
  name: string,
): string =>
  version.ofVersion === null || kind.effects === 'lift'
    ? t('draft.titleOf', { name })
    : t('draft.titleOfNext', { name, number: version.alertNumber ?? '' });

/** The level of what is on the screen, where a field decides it; null while nobody has chosen. */
const levelShown = (version: VersionShape, kind: KindShape, form: Form): number | null => {
  if (kind.effects === 'lower') return form.slots['to'] === undefined ? null : Number(form.slots['to']);
  const orders = ordersOfKind(kind, form.slots);
  return orders === null ? version.level : Math.max(0, ...orders.map((order) => order.level));
};

/** Leads to a field: its name comes into sight, and its first control has the focus. */
const goTo = (id: string): void => {
  const field = document.getElementById(id);
  const control = field?.querySelector<HTMLElement>('input, select, textarea, button') ?? field;
  control?.focus({ preventScroll: true });
  field?.scrollIntoView({ block: 'start' });
};

const Footer = (props: { missing: readonly MissingField[]; onCheck: () => void }) => {
  const t = useText();
  return (
    <div className="no-print sticky bottom-0 z-[500] -mx-4 mt-4 border-t border-line bg-surface px-4 py-2">
      {props.missing.length > 0 && (
        <div className="flex flex-wrap items-center gap-x-3 pb-1" data-missing>
          <p className="font-700 text-danger">{t('draft.missing', { what: '' })}</p>
          <ul className="flex flex-wrap gap-x-4">
            {props.missing.map(({ id, words }) => (
              <li key={id}>
                <button type="button" className="link min-h-[2rem] font-700" onClick={() => goTo(id)}>
                  {words}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <button type="button" className="btn btn-primary max-sm:w-full" onClick={props.onCheck}>
        {t('draft.toCheck')}
      </button>
    </div>
  );
};
