import { useCommand } from '../api/queries.js';
import type { DrillShape } from '../api/types.js';
import { Failure } from '../shell/failure.js';
import { clock, dayAndTime } from '../text/format.js';
import { label, refusalText, useText } from '../text/labels.js';

/** One run: the scenario's clock, where it stands, and what was expected by when. */
export const DrillRun = ({ drill, open }: { drill: DrillShape; open: boolean }) => {
  const t = useText();
  const stop = useCommand('POST');
  const met = drill.expectations.filter((one) => one.met).length;
  return (
    <details className="card" open={open}>
      <summary className="min-h-[2.75rem] cursor-pointer">
        <h2 className="inline text-[1.25rem] font-700">{drill.title}</h2>{' '}
        <span className="tag">{label('drillState', drill.state)}</span>{' '}
        {drill.passed !== null && (
          <span className={`tag ${drill.passed ? 'text-success' : 'text-danger'}`}>
            {t(drill.passed ? 'drill.passed' : 'drill.failed')}
          </span>
        )}{' '}
        <span className="hint numbers">{dayAndTime(drill.startedAt)}</span>
      </summary>
      <p className="numbers mt-2 text-[1.125rem]">
        {t('drill.clock', { time: clock(drill.scenarioNow) })} ・ {t('drill.times', { speed: drill.speed })}{' '}
        ・ {t('drill.step', { step: drill.step, steps: drill.steps })}
      </p>
      <div
        role="progressbar"
        aria-label={t('drill.progress')}
        aria-valuemin={0}
        aria-valuemax={drill.steps}
        aria-valuenow={drill.step}
        className="mt-1 h-4 overflow-hidden rounded-4 border border-line-strong bg-sunken"
      >
        <span
          className="bar-part block h-full"
          data-part="delivered"
          style={{ width: `${(drill.step / Math.max(1, drill.steps)) * 100}%` }}
        />
      </div>
      {drill.state === 'running' && (
        <button
          type="button"
          className="btn mt-3"
          onClick={() => !stop.isPending && stop.mutate({ path: `/drills/${drill.id}/stop`, body: {} })}
        >
          {t('drill.stop')}
        </button>
      )}
      <Failure error={stop.error} />
      <h3 className="mt-4 font-700">{t('drill.expectations', { met, all: drill.expectations.length })}</h3>
      <ol className="mt-1 grid gap-1">
        {drill.expectations.map((one) => (
          <Expectation key={one.id} drill={drill} expectation={one} />
        ))}
      </ol>
      {drill.refusals.length > 0 && (
        <>
          <h3 className="mt-4 font-700">{t('drill.refusals')}</h3>
          <ul className="list-disc pl-6">
            {drill.refusals.map((one) => (
              <li key={`${one.step}${one.code}`}>
                {t('drill.refusal', { step: one.step, why: refusalText(one.code) })}
              </li>
            ))}
          </ul>
        </>
      )}
    </details>
  );
};

type Expected = DrillShape['expectations'][number];

const Expectation = ({ drill, expectation }: { drill: DrillShape; expectation: Expected }) => {
  const t = useText();
  const over = drill.state !== 'running' || drill.scenarioNow > expectation.deadline;
  const state = expectation.met ? 'met' : over ? 'missed' : 'open';
  const sign = { met: '✓', missed: '×', open: '…' }[state];
  const tone = { met: 'text-success', missed: 'text-danger', open: 'text-muted' }[state];
  return (
    <li className="grid grid-cols-[2rem_1fr] border-b border-line py-1">
      <span aria-hidden="true" className={`text-[1.25rem] font-700 ${tone}`}>
        {sign}
      </span>
      <span>
        {expectation.text}
        <span className={`numbers block ${tone}`}>
          {expectation.metAt === null
            ? t(`drill.${state as 'missed' | 'open'}`, { time: clock(expectation.deadline) })
            : t('drill.met', { time: clock(expectation.metAt), deadline: clock(expectation.deadline) })}
        </span>
      </span>
    </li>
  );
};
