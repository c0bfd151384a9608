import { useState } from 'react';
import { useMayDecide, useTown } from '../api/queries.js';
import type { ManualSheetShape, ManualTaskShape } from '../api/types.js';
import { dayAndTime } from '../text/format.js';
import { districtWords, kindWithLevel, label, useText } from '../text/labels.js';
import { Stops } from './stops.js';
import { TaskText } from './task-text.js';
import { TickDialog, type Tick } from './tick-dialog.js';

interface Props {
  readonly sheet: ManualSheetShape;
  readonly task: ManualTaskShape;
}

const isOpen = ({ state }: ManualTaskShape): boolean => state === 'to-do' || state === 'under-way';

/** One task: what to do, the text beside the tick, and what became of it. */
export const TaskCard = ({ sheet, task }: Props) => {
  const t = useText();
  const town = useTown();
  const off = task.state === 'withdrawn' || task.state === 'expired';
  return (
    <article
      className={`rounded-8 border p-3 print:border-0 print:p-0 ${off ? 'border-2 border-danger' : 'border-line'}`}
      data-post={task.post}
      data-state={task.state}
      aria-labelledby={`post-${task.deliveryId}`}
    >
      <h3
        id={`post-${task.deliveryId}`}
        className="flex flex-wrap items-center gap-x-3 text-[1.125rem] font-700"
      >
        <span>{task.name}</span>
        <span className="hint text-[1rem] font-400">{task.reading}</span>
        <span className="tag">{label('manualState', task.state)}</span>
      </h3>
      <p className="hidden font-700 print:block">
        {sheet.alertNumber} {kindWithLevel(sheet.kind, sheet.level)}
      </p>
      {off && <p className="mt-1 text-[1.125rem] font-700 text-danger">{label('manualOff', task.state)}</p>}
      <p>{t('manual.districts', { districts: districtWords(task.districts, town) })}</p>
      {task.lifted.length > 0 && (
        <p className="font-700 text-danger">
          {t('manual.lifted', { districts: districtWords(task.lifted, town) })}
        </p>
      )}
      {task.invented && <p className="hint">{t('manual.invented')}</p>}
      {off ? (
        <details className="mt-2">
          <summary className="link min-h-[2.75rem] cursor-pointer py-2">{t('manual.formerText')}</summary>
          <TaskText sheet={sheet} task={task} />
          <Stops task={task} open={false} />
        </details>
      ) : (
        <>
          <TaskText sheet={sheet} task={task} />
          <Stops task={task} open={isOpen(task)} />
        </>
      )}
      <Marks task={task} />
      {isOpen(task) && <Acts task={task} />}
    </article>
  );
};

/** Who did it, and when. */
const Marks = ({ task }: { task: ManualTaskShape }) => {
  const t = useText();
  const mark = task.marks.find(({ stop }) => stop === '');
  if (mark === undefined) return <p className="mt-2 hidden print:block">{t('manual.paper')}</p>;
  return (
    <p className="numbers mt-2 font-700" data-mark={mark.result}>
      {label('manualMark', mark.result)}：{mark.by} {dayAndTime(mark.at)}
      {task.reason !== null && ` ・ ${label('couldNot', task.reason)}`}
      {mark.note !== '' && ` ・ ${mark.note}`}
    </p>
  );
};

const Acts = ({ task }: { task: ManualTaskShape }) => {
  const t = useText();
  const may = useMayDecide();
  const [act, setAct] = useState<Exclude<Tick['act'], 'stop'> | null>(null);
  if (!may) return null;
  const begun = task.marks.some(({ stop }) => stop === '');
  const acts = [...(begun ? [] : (['begin'] as const)), 'done', 'could-not'] as const;
  return (
    <div className="no-print mt-3 flex flex-wrap gap-2">
      {acts.map((one) => (
        <button
          key={one}
          type="button"
          className={`btn ${one === 'done' ? 'btn-primary' : ''}`}
          onClick={() => setAct(one)}
        >
          {t(`manual.${one}`)}
          <span className="sr-only"> {task.name}</span>
        </button>
      ))}
      {act !== null && <TickDialog tick={{ act, task }} onClose={() => setAct(null)} />}
    </div>
  );
};
