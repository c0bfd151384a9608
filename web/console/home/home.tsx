import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { reads, useTown } from '../api/queries.js';
import type { StateShape } from '../api/types.js';
import { isLapsed, isWaiting } from '../approve/lapse.js';
import { Loaded } from '../shell/loaded.js';
import { Page, Section } from '../shell/page.js';
import { useNow } from '../shell/use-now.js';
import { orderInForce, useText } from '../text/labels.js';
import { LevelBadge } from '../../ui/level-badge.js';
import { AlertRow } from '../alert/alert-row.js';
import { ProposalCard } from '../inbox/proposal-card.js';
import { WatchCard } from '../watch/watch-card.js';
import { ChannelHealth } from './channel-health.js';
import { Duties } from '../duties/duties.js';
import { FeedNotice, LastTelegram } from './feed-notice.js';
import { FailedNotice } from './failed-notice.js';
import { Glance } from './glance.js';
import { LevelPicture } from './level-picture.js';
import { PackNotice } from './pack-notice.js';
import { StorageNotice } from './storage-notice.js';
import { ManualCard } from './manual-card.js';
import { Tasks } from './tasks.js';
import { WaitingCard } from './waiting-card.js';

/** What the officer on duty must see at one glance, the most pressing first. */
export const Home = () => {
  const t = useText();
  const state = useQuery(reads.state);
  const toMap = (
    <Link to="/map" className="link py-2">
      {t('home.toMap')}
    </Link>
  );
  return (
    <Page title={t('home.title')}>
      <Loaded query={state} lines={2}>
        {(now) => (
          <>
            <StorageNotice storage={now.storage} />
            <FailedNotice channels={now.channels} />
            <FeedNotice telegrams={now.telegrams} />
            <Headline state={now} />
          </>
        )}
      </Loaded>
      <div className="mt-4 grid gap-4 lg:grid-cols-[1.1fr_1fr] lg:items-start">
        <div className="grid gap-4">
          <Tasks />
          <ManualCard />
          <Approvals />
          <Duties />
          <Proposals />
          <LiveAlerts />
          <PackNotice />
        </div>
        <div className="grid gap-4">
          <WatchCard />
          <Section id="levels" title={t('home.levels')} extra={toMap}>
            <Loaded query={state} lines={14}>
              {(now) => <LevelPicture state={now} />}
            </Loaded>
          </Section>
          <Section id="channels" title={t('home.channels')}>
            <Loaded query={state}>{(now) => <ChannelHealth channels={now.channels} />}</Loaded>
          </Section>
        </div>
      </div>
    </Page>
  );
};

const Headline = ({ state }: { state: StateShape }) => {
  const t = useText();
  const town = useTown();
  const ordered = state.districts.filter((district) => district.level !== null);
  const highest = Math.max(...ordered.map((district) => district.level ?? 0));
  const affected = ordered.filter((district) => district.level === highest);
  const kind = affected[0]?.orders.find((order) => order.level === highest)?.kind ?? '';
  return (
    <div className="card flex flex-wrap items-center gap-x-4 gap-y-2">
      {affected.length > 0 ? (
        <>
          <LevelBadge level={highest} words={orderInForce(kind, highest)} large />
          <p className="text-[1.125rem]">
            {t('home.inForce', { districts: affected.length, all: town.districts.length })}
          </p>
        </>
      ) : (
        <p className="text-[1.25rem] font-700">{t('home.nothing')}</p>
      )}
      <Glance />
    </div>
  );
};

/** Versions of all alerts that a person has to act on, each kind newest first. */
const Approvals = () => {
  const t = useText();
  const now = useNow();
  const alerts = useQuery(reads.alerts);
  return (
    <Section id="approvals" title={t('home.approvals')}>
      <Loaded query={alerts}>
        {(list) => {
          const versions = list.flatMap((alert) => alert.versions);
          const waiting = versions.filter((version) => isWaiting(version, now));
          const lapsed = versions.filter((version) => isLapsed(version, now));
          const drafts = versions.filter(({ status }) => status === 'draft' || status === 'returned');
          return (
            <>
              {waiting.length === 0 && <p className="hint">{t('home.noApprovals')}</p>}
              <ul className="grid gap-3">
                {[...waiting, ...lapsed, ...drafts].map((version) => (
                  <li key={version.id}>
                    <WaitingCard version={version} />
                  </li>
                ))}
              </ul>
            </>
          );
        }}
      </Loaded>
    </Section>
  );
};

const Proposals = () => {
  const t = useText();
  const telegrams = useQuery(reads.state).data?.telegrams;
  const proposals = useQuery(reads.proposals);
  const more = (
    <Link to="/inbox" className="link py-2">
      {t('home.toInbox')}
    </Link>
  );
  return (
    <Section id="proposals" title={t('home.proposals')} extra={more}>
      <Loaded query={proposals}>
        {(list) => {
          const open = list.filter((proposal) => proposal.state === 'open');
          return open.length === 0 ? (
            <p className="hint">{t('home.noProposals')}</p>
          ) : (
            <ul className="grid gap-3">
              {open.map((proposal) => (
                <li key={proposal.id}>
                  <ProposalCard proposal={proposal} />
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
      {telegrams !== undefined && <LastTelegram telegrams={telegrams} />}
    </Section>
  );
};

const LiveAlerts = () => {
  const t = useText();
  const alerts = useQuery(reads.alerts);
  return (
    <Section id="live" title={t('home.live')}>
      <Loaded query={alerts}>
        {(list) => {
          const live = list.filter(({ standing }) => standing === 'in-force');
          const goingOut = list.filter(({ standing }) => standing === 'going-out' || standing === 'held');
          return (
            <>
              {live.length === 0 && <p className="hint">{t('home.noLive')}</p>}
              <ul className="grid gap-3">
                {[...live, ...goingOut].map((alert) => (
                  <li key={alert.id}>
                    <AlertRow alert={alert} />
                  </li>
                ))}
              </ul>
            </>
          );
        }}
      </Loaded>
    </Section>
  );
};
