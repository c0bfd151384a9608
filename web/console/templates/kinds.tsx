import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { kindGroups } from '../../../src/domain/kind.js';
import { reads, useWorld } from '../api/queries.js';
import type { TemplateShape } from '../api/types.js';
import { LevelBadge } from '../../ui/level-badge.js';
import { Loaded } from '../shell/loaded.js';
import { Section } from '../shell/page.js';
import { count, dayAndTime } from '../text/format.js';
import { kindWithLevel, useText } from '../text/labels.js';
import { ChooseLanguage } from './choose-language.js';

/** Every kind of message, with how much of it somebody vouches for in one language. */
export const Kinds = ({ language }: { language: string }) => {
  const t = useText();
  const templates = useQuery(reads.templates);
  return (
    <div className="grid gap-4">
      <ChooseLanguage language={language} search={{ tab: 'templates' }} />
      <Loaded query={templates} lines={30}>
        {(list) =>
          kindGroups.map((group) => (
            <Section key={group} id={`group-${group}`} title={t(`templates.group.${group}`)}>
              <ul className="grid gap-2 lg:grid-cols-2">
                {list
                  .filter((one) => one.group === group)
                  .toSorted((one, other) => (other.level ?? 0) - (one.level ?? 0))
                  .map((one) => (
                    <li key={one.kind}>
                      <KindCard template={one} language={language} />
                    </li>
                  ))}
              </ul>
            </Section>
          ))
        }
      </Loaded>
    </div>
  );
};

const KindCard = ({ template, language }: { template: TemplateShape; language: string }) => {
  const t = useText();
  const world = useWorld();
  const { kind, level, lastIssuedAt } = template;
  const counts = template.reviews[language as keyof TemplateShape['reviews']];
  const name = kindWithLevel(kind, level);
  const missing = counts?.missing ?? 0;
  const last =
    lastIssuedAt === null
      ? t(`templates.never.${world}`)
      : t(`templates.last.${world}`, { time: dayAndTime(lastIssuedAt) });
  return (
    <article className="grid h-full content-start gap-1 rounded-8 border border-line p-3" data-kind={kind}>
      <h3>
        {level === null ? (
          <span className="font-700">{name}</span>
        ) : (
          <LevelBadge level={level} words={name} />
        )}
      </h3>
      <p className="numbers">
        {t('templates.counts', {
          all: count(Object.values(counts ?? {}).reduce((sum, n) => sum + n, 0)),
          official: count(counts?.official ?? 0),
          reviewed: count(counts?.reviewed ?? 0),
          unreviewed: count(counts?.unreviewed ?? 0),
        })}
      </p>
      {missing > 0 && (
        <p className="numbers font-700 text-danger">{t('templates.missing', { count: count(missing) })}</p>
      )}
      <p className="hint numbers">{last}</p>
      <Link
        to="/templates"
        search={{ tab: 'templates', kind, language }}
        className="link inline-flex min-h-[2.75rem] items-center justify-self-start"
      >
        {t('templates.open')}
        <span className="sr-only"> {name}</span>
      </Link>
    </article>
  );
};
