import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ChannelId } from '../../../src/domain/channel.js';
import { reads, useCommand, useMayDecide } from '../api/queries.js';
import type { ChannelProgress, GroupDecidedShape, WaitingShape } from '../api/types.js';
import { announce } from '../shell/announce.js';
import { Failure } from '../shell/failure.js';
import { count } from '../text/format.js';
import { label, labelOrNull, refusalText, useText } from '../text/labels.js';
import { GiveUpDialog } from './give-up-dialog.js';
import { canSilence, StopDialog } from './stop-dialog.js';

type Waiting = WaitingShape['channels'][number];
type Group = Waiting['groups'][number];

const waitingIn = ({ counts }: ChannelProgress): number => counts.pending ?? 0;

/** What of one channel waits for a person, what to do about it, and the stop. */
export const ChannelDecisions = (props: { versionId: string; progress: ChannelProgress }) => {
  const { versionId, progress } = props;
  const may = useMayDecide();
  const waiting = useQuery(reads.waiting(versionId)).data?.channels.find(
    ({ channel }) => channel === progress.channel,
  );
  if (waiting === undefined) return null;
  return (
    <div className="no-print mt-2 grid gap-2">
      {waiting.groups.map((group) => (
        <GroupCard
          key={`${group.state} ${group.reason}`}
          versionId={versionId}
          channel={waiting.channel}
          group={group}
          may={may}
        />
      ))}
      {waiting.stopped && !waiting.groups.some(isStopped) && (
        <Resume versionId={versionId} channel={waiting.channel} may={may} />
      )}
      {may && waiting.stoppable && (
        <StopButton
          versionId={versionId}
          channel={waiting.channel}
          waiting={waitingIn(progress)}
          speaks={canSilence(waiting.channel)}
        />
      )}
    </div>
  );
};

const isStopped = ({ state, reason }: Group): boolean => state === 'held' && reason === 'stopped';

/** Every channel at once. */
export const StopAll = ({
  versionId,
  channels,
}: {
  versionId: string;
  channels: readonly ChannelProgress[];
}) => {
  const may = useMayDecide();
  const waiting = useQuery(reads.waiting(versionId)).data?.channels ?? [];
  const open = waiting.filter(({ stoppable }) => stoppable);
  if (!may || open.length < 2) return null;
  return (
    <StopButton
      versionId={versionId}
      channel="all"
      waiting={channels.reduce((sum, one) => sum + waitingIn(one), 0)}
      speaks={open.some(({ channel }) => canSilence(channel))}
    />
  );
};

interface StopProps {
  readonly versionId: string;
  readonly channel: ChannelId | 'all';
  readonly waiting: number;
  readonly speaks: boolean;
}

const StopButton = (props: StopProps) => {
  const t = useText();
  const [open, setOpen] = useState(false);
  const name = props.channel === 'all' ? t('stopChannel.all') : label('channel', props.channel);
  return (
    <div>
      <button type="button" className="btn btn-danger-outline" onClick={() => setOpen(true)}>
        {t('stopChannel.open', { channel: name })}
      </button>
      {open && <StopDialog {...props} onClose={() => setOpen(false)} />}
    </div>
  );
};

interface GroupProps {
  readonly versionId: string;
  readonly channel: ChannelId;
  readonly group: Group;
  readonly may: boolean;
}

const GroupCard = ({ versionId, channel, group, may }: GroupProps) => {
  const t = useText();
  const [giving, setGiving] = useState(false);
  const { state, reason } = group;
  const why = state === 'held' ? label('held', reason) : refusalText(reason);
  const words = t(`waiting.${state}`, { count: count(group.count), why });
  const todo = state === 'held' ? labelOrNull('heldTodo', reason) : null;
  const of = state === 'held' ? { state, reason } : { state, code: reason };
  const path = `/versions/${versionId}/deliveries/decide`;
  return (
    <div className="rounded-8 border border-line-strong p-3" data-group={`${channel} ${state} ${reason}`}>
      <p className="numbers font-700">{words}</p>
      {todo !== null && <p className="hint">{todo}</p>}
      {may && isDecidable(group) && (
        <div className="mt-2 flex flex-wrap gap-2">
          <RetryButton
            path={path}
            body={{ channel, of }}
            resume={isStopped(group)}
            isRefused={state === 'refused'}
            words={`${label('channel', channel)} ${words}`}
          />
          {state === 'held' && (
            <button type="button" className="btn" onClick={() => setGiving(true)}>
              {t('waiting.giveUp')}
              <span className="sr-only">
                {' '}
                {label('channel', channel)} {words}
              </span>
            </button>
          )}
        </div>
      )}
      {giving && (
        <GiveUpDialog
          path={path}
          body={{ channel, of }}
          what={`${label('channel', channel)} ・ ${words}`}
          onClose={() => setGiving(false)}
        />
      )}
    </div>
  );
};

/** What an officer has already decided is no question any more. */
const isDecidable = ({ state, reason }: Group): boolean =>
  state === 'held' || (reason !== '' && reason !== 'delivery.rerouted' && reason !== 'delivery.given-up');

const Resume = ({ versionId, channel, may }: Omit<GroupProps, 'group'>) => {
  const t = useText();
  const of = { state: 'held', reason: 'stopped' };
  return (
    <div className="rounded-8 border border-line-strong p-3">
      <p className="font-700">{t('waiting.stopped')}</p>
      {may && (
        <div className="mt-2">
          <RetryButton
            path={`/versions/${versionId}/deliveries/decide`}
            body={{ channel, of }}
            resume
            words={label('channel', channel)}
          />
        </div>
      )}
    </div>
  );
};

interface RetryProps {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly resume: boolean;
  /** The far end said no: the same once more is seldom the answer. */
  readonly isRefused?: boolean;
  /** For those who hear the button without what stands around it. */
  readonly words: string;
}

const RetryButton = ({ path, body, resume, isRefused = false, words }: RetryProps) => {
  const t = useText();
  const retry = useCommand<GroupDecidedShape>('POST', ({ done, left }) =>
    announce(t('waiting.done', { done: count(done), left: count(left) })),
  );
  return (
    <>
      <button
        type="button"
        className={isRefused ? 'btn' : 'btn btn-primary'}
        aria-disabled={retry.isPending}
        onClick={() => !retry.isPending && retry.mutate({ path, body: { ...body, action: 'retry' } })}
      >
        {t(resume ? 'waiting.resume' : 'waiting.retry')}
        <span className="sr-only"> {words}</span>
      </button>
      <Failure error={retry.error} />
    </>
  );
};
