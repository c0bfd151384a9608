import { logCategories, type LogCategory } from '../../../src/domain/log-entry.js';
import { Section } from '../shell/page.js';
import { fromLocalInput } from '../text/format.js';
import { label, useText } from '../text/labels.js';

export interface Filter {
  /** One category, what an audit asks for (`usual`), or everything. */
  readonly category: LogCategory | 'usual' | 'all';
  /** Empty for everybody. */
  readonly actor: string;
  /** Values of `<input type="date">`, both inclusive; empty for no bound. */
  readonly from: string;
  readonly until: string;
}

export const usual: Filter = { category: 'usual', actor: '', from: '', until: '' };
const day = 24 * 3_600_000;

/** What an audit is about first: settings and officers, approvals, issues, and sign-ins where the log holds them. */
const audited = logCategories.filter((one) =>
  ['setting', 'approval', 'issue', 'sign-in'].includes(one as string),
);

/** The filter as the hub's query. */
export function queryOf({ category, actor, from, until }: Filter, limit: number): string {
  const query = new URLSearchParams({ limit: String(limit) });
  if (category !== 'all') query.set('categories', category === 'usual' ? audited.join(',') : category);
  if (actor !== '') query.set('actor', actor);
  const [begin, end] = [fromLocalInput(`${from}T00:00`), fromLocalInput(`${until}T00:00`)];
  if (begin !== null) query.set('from', String(begin));
  if (end !== null) query.set('until', String(end + day));
  return query.toString();
}

interface Props {
  readonly filter: Filter;
  readonly actors: readonly string[];
  readonly onChange: (filter: Filter) => void;
}

export const AuditFilter = ({ filter, actors, onChange }: Props) => {
  const t = useText();
  const change = (part: Partial<Filter>) => onChange({ ...filter, ...part });
  return (
    <Section id="filter" title={t('audit.filter')}>
      <div className="grid gap-3">
        <label className="grid gap-1">
          <span className="font-700">{t('audit.category')}</span>
          <select
            className="field"
            value={filter.category}
            onChange={(event) => change({ category: event.target.value as Filter['category'] })}
          >
            <option value="usual">{t('audit.usual')}</option>
            <option value="all">{t('audit.all')}</option>
            {logCategories.map((one) => (
              <option key={one} value={one}>
                {label('category', one)}
              </option>
            ))}
          </select>
        </label>
        <label className="grid gap-1">
          <span className="font-700">{t('audit.actor')}</span>
          <select
            className="field"
            value={filter.actor}
            onChange={(event) => change({ actor: event.target.value })}
          >
            <option value="">{t('audit.everybody')}</option>
            {actors.map((actor) => (
              <option key={actor} value={actor}>
                {actor}
              </option>
            ))}
          </select>
        </label>
        {(['from', 'until'] as const).map((bound) => (
          <label key={bound} className="grid gap-1">
            <span className="font-700">{t(`audit.${bound}`)}</span>
            <input
              type="date"
              className="field"
              value={filter[bound]}
              onChange={(event) => change({ [bound]: event.target.value })}
            />
          </label>
        ))}
      </div>
    </Section>
  );
};
