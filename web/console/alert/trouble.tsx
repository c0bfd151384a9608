import { useQuery } from '@tanstack/react-query';
import { reads } from '../api/queries.js';
import { Instead, isTroubled } from '../channels/instead.js';
import { clock } from '../text/format.js';
import { label, useText } from '../text/labels.js';

/** What is wrong with its channel while something of this message still waits for it, and what to use instead. */
export const Trouble = ({ channel, isOver }: { channel: string; isOver: boolean }) => {
  const t = useText();
  const all = useQuery(reads.state).data?.channels ?? [];
  const row = all.find((one) => one.channel === channel);
  if (row === undefined || isOver || !isTroubled(row)) return null;
  return (
    <div className="mt-1" data-trouble={row.state}>
      <p className="numbers font-700 text-danger">
        <span aria-hidden="true">{row.state === 'down' ? '× ' : '△ '}</span>
        {label('health', row.state)}
        {row.since !== null && ` ${t('channels.since', { time: clock(row.since) })}`}
      </p>
      <Instead channel={row} all={all} />
    </div>
  );
};
