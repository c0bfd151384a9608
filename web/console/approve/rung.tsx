import { useEffect } from 'react';
import { useQuery } from '@tanstack/react-query';
import { reads } from '../api/queries.js';
import type { RingShape } from '../api/types.js';
import { announce } from '../shell/announce.js';
import { Section } from '../shell/page.js';
import { clock } from '../text/format.js';
import { label, useText } from '../text/labels.js';

/** Whom the hub has rung for this approval, and who answered; not there until somebody was rung. */
export const Rung = ({ id }: { id: string }) => {
  const t = useText();
  const rings = useQuery({ ...reads.rings(id), refetchInterval: 10_000 });
  const answered = rings.data?.filter(({ answeredAt }) => answeredAt !== null).at(-1)?.officer;
  useEffect(() => {
    if (answered !== undefined) announce(`${answered} ・ ${label('ring', 'answered')}`);
  }, [answered]);
  if (!rings.data?.length) return null;
  return (
    <Section id="rung" title={t('rung.title')}>
      <ul className="grid gap-1" data-rung>
        {rings.data.map((ring) => (
          <li key={ring.id} className="numbers">
            <RingLine ring={ring} />
          </li>
        ))}
      </ul>
    </Section>
  );
};

/** One call or SMS: when, to whom, how, and what came of it. */
const RingLine = ({ ring }: { ring: RingShape }) => {
  const t = useText();
  if (ring.officer === '') return <strong className="text-danger">{t('rung.nobody')}</strong>;
  const answered = ring.answeredAt !== null;
  const state = ring.channel === 'sms' && ring.state === 'silent' ? 'sent' : ring.state;
  return (
    <>
      {clock(ring.at)} {ring.officer} ・ {label('channel', ring.channel)} ・{' '}
      <span className={answered ? 'font-700' : undefined}>
        {label('ring', state)}
        {answered && ` ${t('rung.at', { time: clock(ring.answeredAt ?? 0) })}`}
      </span>
    </>
  );
};
