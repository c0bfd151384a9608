import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { reads, useCommand, useMayDecide } from '../api/queries.js';
import type { TaskShape } from '../api/types.js';
import { Failure } from '../shell/failure.js';
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

/** What waits, and what to do about it. */
const useWords = (task: TaskShape): readonly [what: string, todo: string] => {
  const t = useText();
  if (task.kind === 'silence') return [t('tasks.silence'), t('tasks.silenceTodo')];
  if (task.kind === 'expiring') return [t('tasks.expiring'), t('tasks.expiringTodo')];
  if (task.kind === 'standing') return [t('tasks.standing'), t('tasks.standingTodo')];
  if (task.kind === 'review') return [t('alone.overdue'), t('alone.overdueTodo')];
  if (task.kind === 'help') return [t('tasks.help', { count: count(task.waiting) }), t('tasks.helpTodo')];
  if (task.kind === 'unsaid') {
    const sirenOnly = task.reason === 'siren-only';
    return [t(sirenOnly ? 'tasks.sirenOnly' : 'tasks.unsaid'), t('tasks.unsaidTodo')];
  }
  const held = t('waiting.held', { count: count(task.waiting), why: label('held', task.reason) });
  return [held, labelOrNull('heldTodo', task.reason) ?? ''];
};

/** Which channel it is about; of the whole alert, what it is. */
const headOf = (task: TaskShape, t: ReturnType<typeof useText>): string => {
  if (task.kind === 'review') return t('alone.title');
  if (task.kind === 'expiring') return t('tasks.expiringTitle');
  if (task.kind === 'standing') return t('tasks.standingTitle');
  return label('channel', task.channel);
};

const TaskCard = ({ task }: { task: TaskShape }) => {
  const t = useText();
  const [words, todo] = useWords(task);
  const what = `${task.alertNumber ?? ''} ${kindWithLevel(task.messageKind, task.level)}`;
  return (
    <article className="rounded-8 border border-line p-3" data-task={task.reason}>
      <p className="numbers font-700">
        {headOf(task, t)} ・ {words}
      </p>
      <p>{todo}</p>
      <p className="hint numbers">
        {what} ・ {t('tasks.since', { time: dayAndTime(task.openedAt) })}
        {task.dueAt != null && ` ・ ${t('tasks.due', { time: dayAndTime(task.dueAt) })}`}
        {task.expiresAt !== null &&
          task.kind !== 'expiring' &&
          ` ・ ${t('tasks.until', { time: dayAndTime(task.expiresAt) })}`}
      </p>
      {isNoted(task.kind) && <CloseWithNote task={task} kind={task.kind} />}
      {task.kind === 'review' && (
        <Link to="/versions/$id" params={{ id: task.versionId }} hash="review" className="btn mt-2">
          {t('alone.look')}
          <span className="sr-only"> {what}</span>
        </Link>
      )}
      {task.kind !== 'help' && task.kind !== 'review' && (
        <Link to="/alerts/$id" params={{ id: task.alertId }} className="btn mt-2">
          {t('tasks.open')}
          <span className="sr-only">
            {' '}
            {what} {headOf(task, t)}
          </span>
        </Link>
      )}
    </article>
  );
};

/** The words of the button that closes a task with a note. */
const noted = { help: 'tasks.helpDone', unsaid: 'tasks.unsaidDone', standing: 'tasks.standingDone' } as const;
const isNoted = (kind: TaskShape['kind']): kind is keyof typeof noted => kind in noted;

/** What people see to outside the hub: here it is said how. Who needs help stands in the log's personal rows. */
const CloseWithNote = ({ task: { id }, kind }: { task: TaskShape; kind: keyof typeof noted }) => {
  const t = useText();
  const [note, setNote] = useState('');
  const close = useCommand('POST');
  const empty = note.trim() === '';
  if (!useMayDecide()) return null;
  return (
    <form
      className="mt-2 grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (!empty && !close.isPending) close.mutate({ path: `/tasks/${id}/close`, body: { note } });
      }}
    >
      <label className="grid gap-1">
        {t('tasks.helpNote')}
        <input
          className="field"
          value={note}
          maxLength={300}
          onChange={(event) => setNote(event.target.value)}
        />
      </label>
      <Failure error={close.error} />
      <button type="submit" className="btn justify-self-start" aria-disabled={empty}>
        {t(noted[kind])}
      </button>
    </form>
  );
};
