import { useQuery } from '@tanstack/react-query';
import { reads } from '../api/queries.js';
import type { ProposalShape, TelegramShape } from '../api/types.js';
import { Loaded } from '../shell/loaded.js';
import { Page } from '../shell/page.js';
import { dayAndTime } from '../text/format.js';
import { label, labelOrNull, useText } from '../text/labels.js';
import { EquivalentBadge } from '../../ui/level-badge.js';
import { ProposalCard } from './proposal-card.js';

/** Every telegram that came, also those from which nothing follows, with the reason. */
export const Inbox = () => {
  const t = useText();
  const telegrams = useQuery(reads.telegrams);
  const proposals = useQuery(reads.proposals);
  return (
    <Page title={t('inbox.title')} lead={t('inbox.lead')} wide={false}>
      <Loaded query={telegrams} lines={10}>
        {(list) =>
          list.length === 0 ? (
            <p className="card">{t('inbox.empty')}</p>
          ) : (
            <ol className="grid gap-3">
              {list.map((telegram) => (
                <li key={telegram.id}>
                  <TelegramCard
                    telegram={telegram}
                    proposals={(proposals.data ?? []).filter((one) => one.telegramId === telegram.id)}
                  />
                </li>
              ))}
            </ol>
          )
        }
      </Loaded>
    </Page>
  );
};

const statusWords = (status: string): string => labelOrNull('telegramStatus', status) ?? status;

/** What the parser could not read has a code of its own for each fault; here it is all the same. */
const whyNothing = (refused: string): string =>
  label('telegramRefused', refused.startsWith('telegram.') ? 'unreadable' : refused);

/** What became of a proposal; of one that was put aside, why, by whom and when. */
const Closed = ({ proposal: { state, dismissal } }: { proposal: ProposalShape }) => {
  const t = useText();
  return (
    <div className="hint mt-1" data-closed={state}>
      <p>
        {t(`proposal.was.${state as 'used' | 'dismissed' | 'superseded'}`)}
        {dismissal !== null && dismissal.by !== null && dismissal.at !== null && (
          <span className="numbers">
            {' ・ '}
            {t('proposal.dismissedBy', { name: dismissal.by, time: dayAndTime(dismissal.at) })}
          </span>
        )}
      </p>
      {dismissal !== null && <p>{t('proposal.dismissedWhy', { reason: dismissal.reason })}</p>}
    </div>
  );
};

/** The bytes as they came, to be read or taken away: what could not be read is looked at by a person. */
const Original = ({ telegram: { id, code, title, kept } }: { telegram: TelegramShape }) => {
  const t = useText();
  if (!kept) return <p className="hint mt-1">{t('inbox.rawErased')}</p>;
  const path = `/api/v1/telegrams/${id}/raw`;
  const which = <span className="sr-only"> {title ?? code ?? t('inbox.noTitle')}</span>;
  return (
    <p className="no-print mt-1 flex flex-wrap gap-x-4">
      <a className="link py-2" href={path} target="_blank" rel="noreferrer">
        {t('inbox.raw')}
        {which}
      </a>
      <a className="link py-2" href={path} download>
        {t('inbox.saveRaw')}
        {which}
      </a>
    </p>
  );
};

const TelegramCard = (props: { telegram: TelegramShape; proposals: readonly ProposalShape[] }) => {
  const t = useText();
  const { telegram } = props;
  const closed = props.proposals.filter((proposal) => proposal.state !== 'open');
  return (
    <article className="card">
      <h2 className="flex flex-wrap items-center gap-2 text-[1.125rem] font-700">
        <EquivalentBadge words={telegram.code ?? t('inbox.noCode')} />
        <span lang="ja">{telegram.title ?? t('inbox.noTitle')}</span>
      </h2>
      <p className="hint numbers">
        {t('inbox.times', {
          issued: telegram.reportDateTime === null ? '—' : dayAndTime(telegram.reportDateTime),
          received: dayAndTime(telegram.receivedAt),
        })}
        {telegram.office !== null && <span lang="ja"> ・ {telegram.office}</span>}
      </p>
      <p className="mt-1 flex flex-wrap gap-2">
        {telegram.status !== null && telegram.status !== '通常' && (
          <span className="tag bg-info-soft">{statusWords(telegram.status)}</span>
        )}
        {telegram.infoType !== null && telegram.infoType !== '発表' && (
          <span className="tag bg-warning-soft">{statusWords(telegram.infoType)}</span>
        )}
        <span className="tag">{telegram.concerned ? t('inbox.concerned') : t('inbox.notConcerned')}</span>
        {telegram.level !== null && (
          <EquivalentBadge words={t('level.equivalent', { level: telegram.level })} />
        )}
        {telegram.stale && <span className="tag bg-warning-soft">{t('inbox.stale')}</span>}
      </p>
      {telegram.headline !== null && (
        <p className="mt-1" lang="ja">
          {telegram.headline}
        </p>
      )}
      {telegram.items.length > 0 && (
        <ul className="mt-1 list-disc pl-6" lang="ja">
          {telegram.items.map((item) => (
            <li key={`${item.code}${item.name}`}>
              {item.name}（{item.status}）
            </li>
          ))}
        </ul>
      )}
      {telegram.refused !== null && <p className="mt-1 font-700">{whyNothing(telegram.refused)}</p>}
      {closed.map((proposal) => (
        <Closed key={proposal.id} proposal={proposal} />
      ))}
      <Original telegram={telegram} />
      <div className="mt-2 grid gap-2">
        {props.proposals
          .filter((proposal) => proposal.state === 'open')
          .map((proposal) => (
            <ProposalCard key={proposal.id} proposal={proposal} />
          ))}
      </div>
    </article>
  );
};
