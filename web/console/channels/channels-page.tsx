import { useQuery } from '@tanstack/react-query';
import { reads, useSession } from '../api/queries.js';
import type { ChannelRoomShape } from '../api/types.js';
import { MaintenanceSwitch } from '../maintenance/switch.js';
import { Loaded } from '../shell/loaded.js';
import { Page, Section } from '../shell/page.js';
import { clock, count, dayAndTime } from '../text/format.js';
import { label, listed, useText } from '../text/labels.js';
import { Instead, isTroubled } from './instead.js';
import { probedEvery, Stations } from './stations.js';
import { TestToSelf } from './test-to-self.js';

/** Every channel: whether it can be reached, how much it carries, whether it has what it needs, and a trial to ourselves. */
export const ChannelsPage = () => {
  const t = useText();
  const channels = useQuery({ ...reads.channels, refetchInterval: probedEvery });
  return (
    <Page title={t('channels.title')} lead={t('channels.lead')}>
      <div className="mb-4">
        <MaintenanceSwitch />
      </div>
      <Loaded query={channels} lines={20}>
        {(list) => (
          <ul className="grid gap-4 lg:grid-cols-2 lg:items-start">
            {list.map((channel) => (
              <li key={channel.channel}>
                <Room channel={channel} all={list} />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Page>
  );
};

const sign = { up: '○', degraded: '△', down: '×', off: '－' } as const;
const tone = {
  up: 'text-success',
  degraded: 'text-warning',
  down: 'text-danger',
  off: 'text-muted',
} as const;

const Room = ({ channel, all }: { channel: ChannelRoomShape; all: readonly ChannelRoomShape[] }) => {
  const t = useText();
  return (
    <Section
      id={`channel-${channel.channel}`}
      title={label('channel', channel.channel)}
      extra={
        <p className={`font-700 ${tone[channel.state]}`} data-health={channel.state}>
          <span aria-hidden="true">{sign[channel.state]} </span>
          {label('health', channel.state)}
          {channel.since !== null && (
            <span className="numbers"> {t('channels.since', { time: dayAndTime(channel.since) })}</span>
          )}
        </p>
      }
    >
      {isTroubled(channel) && (
        <div className="mb-2">
          <Instead channel={channel} all={all} />
        </div>
      )}
      <Facts channel={channel} />
      {channel.hasStations && <Stations channel={channel.channel} />}
      <Trial channel={channel} />
    </Section>
  );
};

const Facts = ({ channel }: { channel: ChannelRoomShape }) => {
  const t = useText();
  const at = (time: number | null): string => (time === null ? t('channels.never') : dayAndTime(time));
  const { rate } = channel;
  const facts: [string, string][] = [
    [t('channels.lastSuccess'), at(channel.lastSuccessAt)],
    [t('channels.checked'), channel.checkedAt === null ? t('channels.never') : clock(channel.checkedAt)],
    [t('channels.waiting'), t('channels.deliveries', { count: count(channel.waiting) })],
    [
      t('channels.rate'),
      rate === null
        ? '—'
        : t('channels.rateWords', {
            taken: count(channel.lastMinute),
            calls: count(rate.callsPerSecond),
            targets: count(rate.targetsPerCall),
          }),
    ],
    [t('channels.credentials'), t(`channels.credential.${channel.credentials}`)],
    [
      t('channels.languages'),
      channel.languages === null
        ? t('channels.anyLanguage')
        : listed(channel.languages.map((one) => label('language', one))),
    ],
  ];
  return (
    <dl className="grid gap-x-3 gap-y-1 sm:grid-cols-[9rem_1fr]">
      {facts.map(([name, words]) => (
        <div key={name} className="contents">
          <dt className="hint">{name}</dt>
          <dd className="numbers max-sm:mb-1">{words}</dd>
        </div>
      ))}
    </dl>
  );
};

/** Who may try it is the hub's to say; the button is not shown to those who may not. */
const Trial = ({ channel }: { channel: ChannelRoomShape }) => {
  const t = useText();
  const session = useSession().data;
  const roles = session?.officer?.roles ?? [];
  const mayTest = roles.includes('administrator') || (session?.world === 'drill' && roles.includes('leader'));
  if (channel.state === 'off') return null;
  if (channel.testAddress === null) return <p className="hint mt-2">{t('channels.noTest')}</p>;
  if (!mayTest) return <p className="hint mt-2">{t('channels.mayNotTest')}</p>;
  return <TestToSelf channel={channel.channel} address={channel.testAddress} />;
};
