import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { reads } from '../api/queries.js';
import type { TaskShape } from '../api/types.js';
import { Loaded } from '../shell/loaded.js';
import { Section } from '../shell/page.js';
import { count, dayAndTime } from '../text/format.js';
import { kindWithLevel, label, labelOrNull, useText } from '../text/labels.js';

/** Deliveries that wait for a person, with what to do about each; not there when nothing waits. */
export const Tasks = () => {
  const t = useText();
  const tasks = useQuery(reads.tasks);
  if (tasks.data?.length === 0) return null;
  return (
    <Section id="tasks" title={t('tasks.title')}>
      <Loaded query={tasks}>
        {(list) => (
          <ul className="grid gap-3">
            {list.map((task) => (
              <li key={task.id}>
                <TaskCard task={task} />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  );
};

const TaskCard = ({ task }: { task: TaskShape }) => {
  const t = useText();
  const silence = task.kind === 'silence';
  const what = `${task.alertNumber ?? ''} ${kindWithLevel(task.messageKind, task.level)}`;
  return (
    <article className="rounded-8 border border-line p-3" data-task={task.reason}>
      <p className="numbers font-700">
        {label('channel', task.channel)} ・{' '}
        {silence
          ? t('tasks.silence')
          : t('waiting.held', { count: count(task.waiting), why: label('held', task.reason) })}
      </p>
      <p>{silence ? t('tasks.silenceTodo') : (labelOrNull('heldTodo', task.reason) ?? '')}</p>
      <p className="hint numbers">
        {what} ・ {t('tasks.since', { time: dayAndTime(task.openedAt) })}
        {task.expiresAt !== null && ` ・ ${t('tasks.until', { time: dayAndTime(task.expiresAt) })}`}
      </p>
      <Link to="/alerts/$id" params={{ id: task.alertId }} className="btn mt-2">
        {t('tasks.open')}
        <span className="sr-only">
          {' '}
          {what} {label('channel', task.channel)}
        </span>
      </Link>
    </article>
  );
};
