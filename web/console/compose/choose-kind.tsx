import { useNavigate } from '@tanstack/react-router';
import { useCommand, useKinds } from '../api/queries.js';
import type { KindShape, NewDraft, VersionShape } from '../api/types.js';
import { Failure } from '../shell/failure.js';
import { Page, Section } from '../shell/page.js';
import { kindWithLevel, labelOrNull, useText } from '../text/labels.js';
import { LevelBadge } from '../../ui/level-badge.js';

/** Kinds that always follow an alert, and are started from its page. */
const fromAlert = ['correction', 'cancellation'];

/** The first step of composing: which kind of message. Nothing is preselected. */
export const ChooseKind = () => {
  const t = useText();
  const navigate = useNavigate();
  const kinds = useKinds().filter((kind) => kind.effects !== 'lift' && !fromAlert.includes(kind.kind));
  const start = useCommand<VersionShape, NewDraft>(
    'POST',
    (version) => void navigate({ to: '/drafts/$id', params: { id: version.id } }),
  );
  const choose = (kind: string) => !start.isPending && start.mutate({ path: '/drafts', body: { kind } });
  const orders = kinds
    .filter((kind) => kind.effects === 'set')
    .sort((a, b) => (b.level ?? 0) - (a.level ?? 0));
  const notices = kinds.filter((kind) => kind.effects !== 'set').sort((a, b) => b.urgency - a.urgency);
  return (
    <Page title={t('choose.title')} lead={t('choose.lead')} wide={false}>
      <Failure error={start.error} />
      <div className="grid gap-4">
        <Section id="orders" title={t('choose.orders')}>
          <KindList kinds={orders} onChoose={choose} />
        </Section>
        <Section id="notices" title={t('choose.notices')}>
          <KindList kinds={notices} onChoose={choose} />
        </Section>
        <p className="hint">{t('choose.others')}</p>
      </div>
    </Page>
  );
};

const KindList = (props: { kinds: readonly KindShape[]; onChoose: (kind: string) => void }) => {
  const t = useText();
  return (
    <ul className="grid gap-2">
      {props.kinds.map((kind) => (
        <li key={kind.kind}>
          <button
            type="button"
            className="choice w-full flex-col gap-1! text-left"
            onClick={() => props.onChoose(kind.kind)}
          >
            <LevelBadge level={kind.level} words={kindWithLevel(kind.kind, kind.level)} />
            <span>{labelOrNull('kindHint', kind.kind)}</span>
            <span className="hint">{t(kind.persons === 1 ? 'choose.onePerson' : 'choose.twoPeople')}</span>
          </button>
        </li>
      ))}
    </ul>
  );
};
