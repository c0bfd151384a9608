import { useState } from 'react';
import { useMayDecide } from '../api/queries.js';
import type { ManualTaskShape } from '../api/types.js';
import { dayAndTime } from '../text/format.js';
import { label, useText } from '../text/labels.js';
import { TickDialog } from './tick-dialog.js';

/** Calls to make or a route to drive, in order; each stop with its own mark. */
export const Stops = ({ task, open }: { task: ManualTaskShape; open: boolean }) => {
  const t = useText();
  const may = useMayDecide();
  const [stop, setStop] = useState<ManualTaskShape['stops'][number] | null>(null);
  if (task.stops.length === 0) return null;
  return (
    <div className="mt-3">
      <p className="font-700">{t(task.type === 'calls' ? 'manual.calls' : 'manual.route')}</p>
      <ol className="mt-1 grid gap-1">
        {task.stops.map((one) => {
          const mark = task.marks.find((each) => each.stop === one.id);
          return (
            <li
              key={one.id}
              className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-1"
              data-stop={one.id}
            >
              <span aria-hidden="true" className="hidden print:inline">
                □
              </span>
              <span className="grow">
                {one.name} <span className="hint">{one.reading}</span>
                {one.note !== undefined && <span className="hint"> {one.note}</span>}
              </span>
              {mark !== undefined && (
                <span className="numbers font-700">
                  {label('manualMark', mark.result)} {mark.by} {dayAndTime(mark.at)}
                </span>
              )}
              {open && may && (
                <button type="button" className="btn no-print" onClick={() => setStop(one)}>
                  {t(mark === undefined ? 'manual.mark' : 'manual.markAgain')}
                  <span className="sr-only"> {one.name}</span>
                </button>
              )}
            </li>
          );
        })}
      </ol>
      {stop !== null && <TickDialog tick={{ act: 'stop', task, stop }} onClose={() => setStop(null)} />}
    </div>
  );
};
