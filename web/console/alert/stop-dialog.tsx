import { useState } from 'react';
import { stoppableChannels, type ChannelId } from '../../../src/domain/channel.js';
import { Dialog } from '../../ui/dialog.js';
import { useCommand, useWorld } from '../api/queries.js';
import { Failure } from '../shell/failure.js';
import { count } from '../text/format.js';
import { label, useText } from '../text/labels.js';

interface Props {
  readonly versionId: string;
  readonly channel: ChannelId | 'all';
  /** Not yet sent, as the screen knows it. */
  readonly waiting: number;
  readonly speaks: boolean;
  readonly onClose: () => void;
}

/** Stopping a channel, or all: easier than sending, but said in words first. */
export const StopDialog = ({ versionId, channel, waiting, speaks, onClose }: Props) => {
  const t = useText();
  const world = useWorld();
  const [note, setNote] = useState('');
  const command = useCommand('POST', onClose);
  const name = channel === 'all' ? t('stopChannel.all') : label('channel', channel);
  const go = () =>
    !command.isPending &&
    command.mutate({ path: `/versions/${versionId}/stop`, body: { channel, note: note.trim() } });
  return (
    <Dialog title={t('stopChannel.title', { channel: name })} onClose={onClose}>
      <p className="mt-2 font-700">{t('stopChannel.world', { world: t(`world.${world}`) })}</p>
      <ul className="mt-1 grid list-disc gap-1 pl-5">
        <li>{t('stopChannel.held', { count: count(waiting) })}</li>
        {speaks && <li>{t('stopChannel.speaking')}</li>}
        <li>{t('stopChannel.gone')}</li>
      </ul>
      <label className="mt-3 grid gap-1">
        <span className="font-700">{t('stopChannel.note')}</span>
        <textarea
          className="field"
          rows={2}
          maxLength={300}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </label>
      <Failure error={command.error} />
      <div className="mt-4 flex flex-wrap gap-2">
        <button type="button" className="btn" data-first onClick={onClose}>
          {t('stopChannel.back')}
        </button>
        <button type="button" className="btn btn-danger" onClick={go}>
          {t('stopChannel.now', { channel: name })}
        </button>
      </div>
    </Dialog>
  );
};

/** Whether the channel's far end can stop what it is saying. */
export const canSilence = (channel: ChannelId): boolean => stoppableChannels.includes(channel);
