import type { ManualSheetShape } from '../api/types.js';
import { Section } from '../shell/page.js';
import { dayAndTime } from '../text/format.js';
import { kindWithLevel, useText } from '../text/labels.js';
import { LevelBadge } from '../../ui/level-badge.js';
import { TaskCard } from './task-card.js';

const isOver = ({ state }: ManualSheetShape['tasks'][number]): boolean =>
  state === 'withdrawn' || state === 'expired';

/** What one version gives people to do: a card for each post, and on paper a page for each. */
export const Sheet = ({ sheet }: { sheet: ManualSheetShape }) => {
  const t = useText();
  const title = t('manual.sheet', { number: sheet.alertNumber ?? '', n: sheet.n });
  const left = sheet.tasks.filter(({ state }) => state === 'to-do' || state === 'under-way').length;
  return (
    <Section id={`sheet-${sheet.versionId}`} title={title} className="print:border-0! print:p-0!">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <LevelBadge level={sheet.level} words={kindWithLevel(sheet.kind, sheet.level)} />
        <span className="font-700">{t('manual.left', { left, all: sheet.tasks.length })}</span>
        <span className="hint numbers">
          {t('manual.valid', { from: dayAndTime(sheet.issuedAt), to: dayAndTime(sheet.expiresAt) })}
        </span>
      </p>
      <ul className="mt-3 grid gap-4 print:block">
        {sheet.tasks.map((task) => (
          <li key={task.deliveryId} className={isOver(task) ? 'no-print' : 'manual-post'}>
            <TaskCard sheet={sheet} task={task} />
          </li>
        ))}
      </ul>
    </Section>
  );
};
