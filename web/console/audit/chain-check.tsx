import { useQuery } from '@tanstack/react-query';
import { reads } from '../api/queries.js';
import type { LogCheckShape } from '../api/types.js';
import { announce } from '../shell/announce.js';
import { Failure } from '../shell/failure.js';
import { Section } from '../shell/page.js';
import { count, dayAndTime } from '../text/format.js';
import { label, useText } from '../text/labels.js';

/** Reads the whole log again and says whether anything was changed, taken out or put in. */
export const ChainCheck = () => {
  const t = useText();
  const check = useQuery({ ...reads.logCheck, enabled: false });
  const run = async () => {
    const { data } = await check.refetch();
    if (data) announce(t(data.faults.length === 0 ? 'audit.whole' : 'audit.broken'));
  };
  return (
    <Section id="chain" title={t('audit.chain')}>
      <p>{t('audit.chainHint')}</p>
      <button
        type="button"
        className="btn mt-2"
        aria-disabled={check.isFetching}
        onClick={() => !check.isFetching && void run()}
      >
        {t(check.isFetching ? 'audit.checking' : 'audit.check')}
      </button>
      <Failure error={check.error} />
      {check.data !== undefined && <Verdict found={check.data} />}
    </Section>
  );
};

/** So many faults are listed; the rest is counted. */
const most = 20;

const Verdict = ({ found }: { found: LogCheckShape }) => {
  const t = useText();
  const whole = found.faults.length === 0;
  return (
    <div
      className={`mt-3 rounded-8 border-2 p-3 ${whole ? 'border-success bg-success-soft' : 'border-danger bg-danger-soft'}`}
      data-chain={whole ? 'whole' : 'broken'}
    >
      <p className="font-700">
        <span aria-hidden="true">{whole ? '✓ ' : '⚠ '}</span>
        {t(whole ? 'audit.whole' : 'audit.broken')}
      </p>
      <p className="numbers">
        {t('audit.read', {
          entries: count(found.entries),
          anchors: count(found.anchors),
          time: dayAndTime(found.checkedAt),
        })}
      </p>
      <ul className="numbers">
        {found.faults.slice(0, most).map(({ seq, fault }) => (
          <li key={`${seq} ${fault}`}>
            {t('log.number', { number: seq })} {label('logFault', fault)}
          </li>
        ))}
        {found.lost.map(({ from, to }) => (
          <li key={from}>{t('audit.lost', { from, to })}</li>
        ))}
      </ul>
      {found.faults.length > most && <p>{t('audit.more', { count: count(found.faults.length - most) })}</p>}
    </div>
  );
};
