import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reads, useCommand, useWorld } from '../api/queries.js';
import type { DrillShape, ScenarioShape } from '../api/types.js';
import { Failure } from '../shell/failure.js';
import { Loaded } from '../shell/loaded.js';
import { Page, Section } from '../shell/page.js';
import { label, useText } from '../text/labels.js';
import { DrillRun } from './drill-run.js';

const speeds = [1, 5, 10, 30, 60];

/** Rehearsals: choose, start, watch, see the result. Only the drill world has them. */
export const DrillPage = () => {
  const t = useText();
  const world = useWorld();
  return (
    <Page title={t('drill.title')} lead={t('drill.lead')}>
      {world === 'live' ? <p className="card">{t('drill.notHere')}</p> : <Drills />}
    </Page>
  );
};

const Drills = () => {
  const t = useText();
  const scenarios = useQuery(reads.scenarios);
  const drills = useQuery({
    ...reads.drills,
    refetchInterval: (query) => (running(query.state.data) ? 2000 : false),
  });
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.6fr)] lg:items-start">
      <Section id="start" title={t('drill.start')}>
        <Loaded query={scenarios} lines={14}>
          {(list) => <Start scenarios={list} busy={running(drills.data)} />}
        </Loaded>
      </Section>
      <div className="grid gap-4">
        <Loaded query={drills} lines={8}>
          {(list) =>
            list.length === 0 ? (
              <p className="card">{t('drill.none')}</p>
            ) : (
              list.map((drill, at) => <DrillRun key={drill.id} drill={drill} open={at === 0} />)
            )
          }
        </Loaded>
      </div>
    </div>
  );
};

const running = (drills: readonly DrillShape[] | undefined): boolean =>
  drills?.some((drill) => drill.state === 'running') ?? false;

const Start = ({ scenarios, busy }: { scenarios: readonly ScenarioShape[]; busy: boolean }) => {
  const t = useText();
  const { i18n } = useTranslation();
  const [chosen, setChosen] = useState<string | null>(null);
  const [speed, setSpeed] = useState(1);
  const [tried, setTried] = useState(false);
  const command = useCommand<DrillShape>('POST');
  const start = () => {
    setTried(true);
    if (chosen !== null && !busy && !command.isPending)
      command.mutate({ path: '/drills', body: { scenario: chosen, speed } });
  };
  return (
    <div className="grid gap-3">
      <fieldset>
        <legend className="font-700">{t('drill.scenario')}</legend>
        <div className="mt-1 grid gap-2">
          {scenarios.map((scenario) => (
            <label key={scenario.id} className="choice">
              <input
                type="radio"
                name="scenario"
                checked={chosen === scenario.id}
                onChange={() => setChosen(scenario.id)}
              />
              <span>
                {i18n.language === 'ja' ? scenario.title.ja : scenario.title.en}
                <span className="hint numbers block">
                  {t('drill.minutes', { minutes: scenario.minutes })}
                </span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <label className="grid gap-1">
        <span className="font-700">{t('drill.speed')}</span>
        <select
          className="field w-auto! justify-self-start"
          value={speed}
          onChange={(event) => setSpeed(Number(event.target.value))}
        >
          {speeds.map((one) => (
            <option key={one} value={one}>
              {t('drill.times', { speed: one })}
            </option>
          ))}
        </select>
      </label>
      {tried && chosen === null && <p className="font-700 text-danger">{t('drill.choose')}</p>}
      {busy && <p className="hint">{t('drill.busy')}</p>}
      <Failure error={command.error} />
      <button type="button" className="btn btn-primary" aria-disabled={busy} onClick={start}>
        {t('drill.startNow')}
      </button>
      <p className="hint">{t('drill.safe', { world: label('drillState', 'sandbox') })}</p>
    </div>
  );
};
