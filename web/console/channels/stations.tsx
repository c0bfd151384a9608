import { useQuery } from '@tanstack/react-query';
import { PairRow, PairTable } from '../../ui/pair-table.js';
import { reads } from '../api/queries.js';
import type { ChannelRoomShape, StationShape } from '../api/types.js';
import { Loaded } from '../shell/loaded.js';
import { count, dayAndTime } from '../text/format.js';
import { listed, useText } from '../text/labels.js';

/** Milliseconds between two probes of the hub: what the room shows is no older. */
export const probedEvery = 15_000;

/** What the loudspeakers last said of themselves: how many answer, which are in trouble, and each on demand. */
export const Stations = ({ channel }: { channel: ChannelRoomShape['channel'] }) => {
  const t = useText();
  const stations = useQuery({ ...reads.stations(channel), refetchInterval: probedEvery });
  return (
    <div className="mt-3" data-stations>
      <h3 className="font-700">{t('channels.stations.title')}</h3>
      <Loaded query={stations} lines={2}>
        {(list) => <Board list={list} />}
      </Loaded>
    </div>
  );
};

const Board = ({ list }: { list: readonly StationShape[] }) => {
  const t = useText();
  const isAsked = list.some(({ state }) => state === 'answers' || state === 'silent');
  const answering = list.filter(({ state }) => state === 'answers').length;
  return (
    <>
      <p className="numbers">
        {isAsked
          ? t('channels.stations.counts', { all: count(list.length), answering: count(answering) })
          : t('channels.stations.unasked', { all: count(list.length) })}
      </p>
      <Trouble list={list} />
      <details className="mt-1">
        <summary>{t('channels.stations.all')}</summary>
        <PairTable
          caption={t('channels.stations.all')}
          heads={[t('channels.stations.station'), t('channels.stations.said')]}
        >
          {list.map((station) => (
            <PairRow
              key={station.id}
              head={
                <>
                  {station.name} <span className="hint numbers">{station.id}</span>
                </>
              }
            >
              <Said station={station} />
            </PairRow>
          ))}
        </PairTable>
      </details>
    </>
  );
};

/** By name: whoever reads this sends somebody there. */
const Trouble = ({ list }: { list: readonly StationShape[] }) => {
  const t = useText();
  const names = (of: (station: StationShape) => boolean): string =>
    listed(list.filter(of).map(({ name }) => name));
  const lines = (
    [
      ['missing', names(({ state }) => state === 'missing')],
      ['silent', names(({ state }) => state === 'silent')],
      ['low', names(({ battery }) => battery === 'low')],
    ] as const
  ).filter(([, who]) => who !== '');
  if (lines.length === 0) return null;
  return (
    <ul className="my-1 rounded-8 border-2 border-danger bg-danger-soft p-2" data-trouble>
      {lines.map(([what, who]) => (
        <li key={what}>
          <strong>{t(`channels.stations.trouble.${what}`)}</strong> {who}
        </li>
      ))}
    </ul>
  );
};

const Said = ({ station }: { station: StationShape }) => {
  const t = useText();
  const { state, battery, lastPollAt, seconds } = station;
  const words = [
    t(`channels.stations.state.${state}`),
    battery === null ? null : t(`channels.stations.battery.${battery}`),
    lastPollAt === null ? null : t('channels.stations.lastPoll', { time: dayAndTime(lastPollAt) }),
    seconds === 0 ? null : t('channels.stations.played', { seconds: count(seconds) }),
  ].filter((one) => one !== null);
  const isWell = state !== 'missing' && state !== 'silent' && battery !== 'low';
  return (
    <span className={`numbers ${isWell ? '' : 'font-700 text-danger'}`} data-station={state}>
      {words.join(t('channels.stations.between'))}
    </span>
  );
};
