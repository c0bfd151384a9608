import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useLine } from '../api/live.js';
import { reads } from '../api/queries.js';
import type { ChannelProgress, DeliveryState, ProgressShape } from '../api/types.js';
import { announce, interrupt } from '../shell/announce.js';
import { Waiting } from '../shell/failure.js';
import { Loaded } from '../shell/loaded.js';
import { count } from '../text/format.js';
import { label, labelOrNull, useText } from '../text/labels.js';
import { ChannelDecisions, StopAll } from './channel-decisions.js';
import { Headline } from './headline.js';
import { Trouble } from './trouble.js';
import { Way, type WayProps } from './way.js';

/** The states in the order in which they stand in the bar; console.css gives each its colour and its pattern. */
const parts: readonly { readonly state: string; readonly of: readonly DeliveryState[] }[] = [
  { state: 'delivered', of: ['delivered'] },
  { state: 'accepted', of: ['accepted'] },
  { state: 'waiting', of: ['pending', 'sending'] },
  { state: 'unsure', of: ['unsure'] },
  { state: 'held', of: ['held'] },
  { state: 'refused', of: ['refused'] },
  { state: 'dropped', of: ['expired', 'superseded'] },
];

const sum = (channel: ChannelProgress, states: readonly DeliveryState[]): number =>
  states.reduce((total, state) => total + (channel.counts[state] ?? 0), 0);
/** What people carry is told of when they have told it; a service has it when it has taken it. */
const byPeople = ({ channel }: ChannelProgress): boolean => channel === 'manual';
const handedOn = (channel: ChannelProgress): number =>
  sum(channel, byPeople(channel) ? ['delivered'] : ['accepted', 'delivered']);
/** What still moves, or waits for a person. */
const open = (channel: ChannelProgress): number => sum(channel, ['pending', 'sending', 'unsure', 'held']);
const stillToTell = (channels: readonly ChannelProgress[]): number =>
  channels.filter(byPeople).reduce((total, channel) => total + sum(channel, ['accepted']), 0);

/** Live progress per channel, as bar, figures and words. */
export const Progress = ({ versionId }: { versionId: string }) => {
  const { stale } = useLine();
  const progress = useQuery({
    ...reads.progress(versionId),
    // The socket brings it; without the socket one asks.
    refetchInterval: (query) => (stale && query.state.data?.settled !== true ? 3000 : false),
  });
  // Asked beside it: bars that came before their buttons would jump under the finger that wants to stop one.
  const waiting = useQuery(reads.waiting(versionId));
  return (
    <Loaded query={progress} lines={16}>
      {(now) => (waiting.isPending ? <Waiting lines={16} /> : <Bars progress={now} />)}
    </Loaded>
  );
};

const Bars = ({ progress }: { progress: ProgressShape }) => {
  useSpoken(progress);
  return (
    <div data-settled={progress.settled}>
      <Headline progress={progress} left={stillToTell(progress.channels)} />
      <div className="mb-3">
        <StopAll versionId={progress.versionId} channels={progress.channels} />
      </div>
      <ul className="grid gap-5">
        {progress.channels.map((channel) => (
          <li key={channel.channel}>
            <Channel channel={channel} issuedAt={progress.issuedAt} />
            <ChannelDecisions versionId={progress.versionId} progress={channel} />
          </li>
        ))}
      </ul>
    </div>
  );
};

const Channel = ({ channel, issuedAt }: WayProps) => {
  const t = useText();
  if (channel.targets === 0)
    return (
      <div data-channel={channel.channel} className="flex flex-wrap items-baseline justify-between gap-x-3">
        <h3 className="text-[1.125rem] font-700">{label('channel', channel.channel)}</h3>
        <p className="hint">{t('progress.noTargets')}</p>
      </div>
    );
  const done = handedOn(channel);
  const percent = Math.floor((done / channel.targets) * 100);
  const people = byPeople(channel);
  const words = t(people ? 'progress.wordsByPeople' : 'progress.words', {
    done: count(done),
    targets: count(channel.targets),
    percent,
  });
  return (
    <div data-channel={channel.channel}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <h3 className="text-[1.125rem] font-700">{label('channel', channel.channel)}</h3>
        <p className="numbers font-700">{words}</p>
      </div>
      <div
        role="progressbar"
        aria-label={label('channel', channel.channel)}
        aria-valuenow={percent}
        aria-valuetext={words}
        className="mt-1 flex h-7 w-full overflow-hidden rounded-4 border border-line-strong bg-sunken"
      >
        {parts.map((part) => (
          <span
            key={part.state}
            className="bar-part block h-full"
            data-part={part.state}
            data-filled={sum(channel, part.of) > 0 || undefined}
            style={{ width: `${(sum(channel, part.of) / Math.max(1, channel.targets)) * 100}%` }}
          />
        ))}
      </div>
      <dl className="numbers mt-1 flex flex-wrap gap-x-4 gap-y-0.5">
        {parts.map((part) => (
          <Figure key={part.state} part={part} value={sum(channel, part.of)} people={people} />
        ))}
        <div className="flex gap-1">
          <dt>{t('progress.retried')}</dt>
          <dd className="font-700">{count(channel.retried)}</dd>
        </div>
      </dl>
      {!people && <Way channel={channel} issuedAt={issuedAt} />}
      <Trouble channel={channel.channel} isOver={open(channel) === 0} />
    </div>
  );
};

interface FigureProps {
  readonly part: (typeof parts)[number];
  readonly value: number;
  readonly people: boolean;
}

const Figure = ({ part, value, people }: FigureProps) => (
  <div className="flex items-center gap-1">
    <dt className="flex items-center gap-1">
      <span
        aria-hidden="true"
        className="bar-part inline-block size-4.5 flex-none rounded-4 border border-line-strong"
        data-part={part.state}
      />
      {(people ? labelOrNull('deliveryByPeople', part.state) : null) ?? label('delivery', part.state)}
    </dt>
    <dd className="font-700" data-count={part.state}>
      {count(value)}
    </dd>
  </div>
);

/** Milliseconds between two spoken figures; failures are said at once, and once. */
const pause = 10_000;

const useSpoken = (progress: ProgressShape): void => {
  const t = useText();
  const last = useRef(0);
  const failures = progress.channels.reduce(
    (total, one) => total + sum(one, ['refused', 'held', 'unsure']),
    0,
  );
  const done = progress.channels.reduce((total, one) => total + handedOn(one), 0);
  const targets = progress.channels.reduce((total, one) => total + one.targets, 0);
  const troubled = failures > 0;
  useEffect(() => {
    if (troubled) interrupt(t('progress.troubled'));
  }, [troubled, t]);
  useEffect(() => {
    const now = Date.now();
    if (!progress.settled && now - last.current < pause) return;
    last.current = now;
    announce(t('progress.spoken', { done: count(done), targets: count(targets) }));
  }, [done, targets, progress.settled, t]);
};
