import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { KindGroup } from '../../../src/domain/kind.js';
import { useCommand, useKinds } from '../api/queries.js';
import type { KindShape, NewDraft, VersionShape } from '../api/types.js';
import { Failure } from '../shell/failure.js';
import { Page, Section } from '../shell/page.js';
import { kindWithLevel, label, labelOrNull, useText } from '../text/labels.js';
import { LevelBadge } from '../../ui/level-badge.js';
import { normal } from './district-search.js';

/** Kinds that always follow an alert, and are started from its page. */
const fromAlert = ['correction', 'cancellation'];
/** What saves lives stands first. */
const groups: readonly KindGroup[] = ['evacuation', 'civil-protection', 'weather', 'life', 'service'];

const isFound = ({ kind }: KindShape, query: string): boolean =>
  [label('kind', kind), labelOrNull('kindHint', kind) ?? '', kind].some((words) =>
    normal(words).includes(normal(query)),
  );

/** Orders before notices, the higher before the lower. */
const byWeight = (a: KindShape, b: KindShape): number =>
  Number(b.effects !== 'none') - Number(a.effects !== 'none') ||
  (b.level ?? 0) - (a.level ?? 0) ||
  b.urgency - a.urgency;

/** The first step of composing: which kind of message. Nothing is preselected. */
export const ChooseKind = () => {
  const t = useText();
  const navigate = useNavigate();
  const [query, setQuery] = useState('');
  const kinds = useKinds()
    .filter((kind) => kind.effects !== 'lift' && !fromAlert.includes(kind.kind))
    .filter((kind) => isFound(kind, query));
  const start = useCommand<VersionShape, NewDraft>(
    'POST',
    (version) => void navigate({ to: '/drafts/$id', params: { id: version.id } }),
  );
  const choose = (kind: string) => !start.isPending && start.mutate({ path: '/drafts', body: { kind } });
  return (
    <Page title={t('choose.title')} lead={t('choose.lead')} wide={false}>
      <Failure error={start.error} />
      <div className="grid gap-4">
        <label className="grid gap-1">
          <span className="font-700">{t('choose.search')}</span>
          <input
            type="search"
            className="field max-w-[22rem]"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
        </label>
        {kinds.length === 0 && <p>{t('choose.notFound', { query })}</p>}
        {groups.map((group) => {
          const members = kinds.filter((kind) => kind.group === group).sort(byWeight);
          return members.length === 0 ? null : (
            <Section key={group} id={`group-${group}`} title={t(`choose.group.${group}`)}>
              <KindList kinds={members} onChoose={choose} />
            </Section>
          );
        })}
        <p className="hint">{t('choose.others')}</p>
      </div>
    </Page>
  );
};

const KindList = (props: { kinds: readonly KindShape[]; onChoose: (kind: string) => void }) => {
  const t = useText();
  return (
    <ul className="grid gap-2 sm:grid-cols-2">
      {props.kinds.map((kind) => (
        <li key={kind.kind} className="grid">
          <button
            type="button"
            className="choice w-full flex-col gap-1! text-left"
            onClick={() => props.onChoose(kind.kind)}
          >
            {kind.level === null ? (
              <span className="font-700">{label('kind', kind.kind)}</span>
            ) : (
              <LevelBadge level={kind.level} words={kindWithLevel(kind.kind, kind.level)} />
            )}
            {labelOrNull('kindHint', kind.kind) !== null && <span>{label('kindHint', kind.kind)}</span>}
            <span className="hint">{t(kind.persons === 1 ? 'choose.onePerson' : 'choose.twoPeople')}</span>
          </button>
        </li>
      ))}
    </ul>
  );
};
