import { useEffect, useRef, useState } from 'react';
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

const isSeenTo = ({ state }: ManualTaskShape): boolean => state === 'done' || state === 'could-not';

/** One task: what to do, the text beside the tick, and what became of it; one line once somebody has seen to it. */
export const TaskCard = ({ sheet, task }: Props) => {
  const line = useRef<HTMLElement>(null);
  const seenTo = isSeenTo(task);
  const was = useRef(seenTo);
  useEffect(() => {
    // The button that was pressed has gone with the task: who works by keyboard goes on where it stood.
    if (seenTo && !was.current && document.activeElement === document.body)
      line.current?.focus({ preventScroll: true });
    was.current = seenTo;
  }, [seenTo]);
  const names = { 'data-post': task.post, 'data-state': task.state };
  if (!seenTo)
    return (
      <div {...names}>
        <WholeTask sheet={sheet} task={task} />
      </div>
    );
  return (
    <details className="open-on-paper" {...names}>
      <summary
        ref={line}
        className="min-h-[2.75rem] cursor-pointer content-center rounded-8 border border-line px-3 py-1 print:hidden"
      >
        <span aria-hidden="true">{task.state === 'done' ? '○' : '×'} </span>
        <span className="font-700">{task.name}</span> <Became task={task} />
      </summary>
      <WholeTask sheet={sheet} task={task} />
    </details>
  );
};

const WholeTask = ({ sheet, task }: Props) => {
  const t = useText();
  const town = useTown();
  const off = task.state === 'withdrawn' || task.state === 'expired';
  return (
    <article
      className={`rounded-8 border p-3 print:border-0 print:p-0 ${off ? 'border-2 border-danger' : 'border-line'}`}
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

/** In one line what became of it; of a list without a mark of its own, who made the last one. */
const Became = ({ task }: { task: ManualTaskShape }) => {
  const own = task.marks.find(({ stop }) => stop === '');
  const last = own ?? task.marks.toSorted((one, other) => one.at - other.at).at(-1);
  return (
    <span className="numbers" data-became={task.state}>
      {label('manualState', task.state)}
      {last !== undefined && ` ・ ${last.by} ${dayAndTime(last.at)}`}
      {task.reason !== null && ` ・ ${label('couldNot', task.reason)}`}
    </span>
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
