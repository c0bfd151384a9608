import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { reads, useTown } from '../api/queries.js';
import type { AlertHistoryShape, AlertShape, TownShape } from '../api/types.js';
import { Loaded } from '../shell/loaded.js';
import { Page } from '../shell/page.js';
import { count } from '../text/format.js';
import { districtWords, kindWithLevel, label, useText } from '../text/labels.js';
import { AlertRow, original, speaking } from './alert-row.js';
import type { AlertsSearch } from './alerts-search.js';

export const AlertsPage = () => {
  const t = useText();
  const town = useTown();
  const history = useInfiniteQuery(reads.alertHistory);
  const present = useQuery(reads.alerts).data ?? [];
  const search = useSearch({ from: '/alerts' });
  return (
    <Page title={t('alerts.title')} wide={false}>
      <Loaded query={history} lines={10}>
        {({ pages }) => {
          const list = together(pages, present);
          const found = list.filter((alert) => isWanted(alert, search, town));
          if (list.length === 0) return <p className="card">{t('alerts.empty')}</p>;
          return (
            <>
              <div className="card grid gap-3">
                <Filter search={search} list={list} />
                <Found pages={pages} read={list.length} found={found.length} more={history.hasNextPage} />
                {found.length > 0 && (
                  <ul className="grid gap-3">
                    {found.map((alert) => (
                      <li key={alert.id}>
                        <AlertRow alert={alert} />
                      </li>
                    ))}
                  </ul>
                )}
                {history.hasNextPage && (
                  <button
                    type="button"
                    className="btn no-print justify-self-start"
                    aria-disabled={history.isFetchingNextPage}
                    onClick={() => !history.isFetchingNextPage && void history.fetchNextPage()}
                  >
                    {t('alerts.older')}
                  </button>
                )}
              </div>
              <p className="no-print mt-3">
                <a className="btn" href="/api/v1/exports/alerts?format=csv" download>
                  {t('exports.list')}
                </a>
              </p>
            </>
          );
        }}
      </Loaded>
    </Page>
  );
};

type Pages = readonly AlertHistoryShape[];

/** The pages that were loaded, and what goes on since before them. */
const together = (pages: Pages, present: readonly AlertShape[]): readonly AlertShape[] => {
  const loaded = pages.flatMap(({ alerts }) => alerts);
  const ids = new Set(loaded.map(({ id }) => id));
  return [...loaded, ...present.filter(({ id }) => !ids.has(id))];
};

/** How many of how many; what was not loaded yet is not passed over in silence. */
const Found = (props: { pages: Pages; read: number; found: number; more: boolean }) => {
  const t = useText();
  const { all = 0, atLeast = false } = props.pages[0] ?? {};
  const figures = { count: count(props.found), read: count(props.read), all: count(all) };
  const sentence = atLeast ? 'alerts.foundOfMore' : 'alerts.foundSoFar';
  return (
    <p className="numbers" data-found>
      {props.more ? t(sentence, figures) : t('alerts.found', { ...figures, all: figures.read })}
    </p>
  );
};

/** An alert by what it is now, what it was about, and every word its row says. */
const isWanted = (alert: AlertShape, { state, kind, text }: AlertsSearch, town: TownShape): boolean => {
  const now = speaking(alert);
  const first = original(alert);
  if (now === undefined || first === undefined) return false;
  if (state === 'inForce' && alert.standing !== 'in-force') return false;
  if (state === 'sent' && now.issuedAt === null) return false;
  if (state === 'unsent' && now.issuedAt !== null) return false;
  if (kind !== undefined && first.kind !== kind) return false;
  const said = [alert.number, kindWithLevel(now.kind, now.level), districtWords(now.districts, town)].join(
    ' ',
  );
  const plain = (words: string): string => words.normalize('NFKC').toLowerCase();
  return text === undefined || plain(said).includes(plain(text));
};

const states = [undefined, 'inForce', 'sent', 'unsent'] as const;

const Filter = ({ search, list }: { search: AlertsSearch; list: readonly AlertShape[] }) => {
  const t = useText();
  const navigate = useNavigate();
  const { state, kind = '', text = '' } = search;
  const kinds = [...new Set(list.flatMap((alert) => original(alert)?.kind ?? []))];
  const go = (part: Record<string, string>) => {
    const next = Object.fromEntries(
      Object.entries({ ...search, ...part }).filter(([, value]) => value !== ''),
    );
    void navigate({ to: '/alerts', search: next, replace: true });
  };
  return (
    <section className="no-print grid gap-3" aria-label={t('alerts.filter')}>
      <ul className="flex flex-wrap gap-2">
        {states.map((one) => (
          <li key={one ?? 'all'}>
            <Link
              to="/alerts"
              search={({ state: _old, ...rest }) => (one === undefined ? rest : { ...rest, state: one })}
              className={`btn ${one === state ? 'btn-primary' : ''}`}
              aria-current={one === state ? 'true' : undefined}
            >
              {t(`alerts.state.${one ?? 'all'}`)}
            </Link>
          </li>
        ))}
      </ul>
      <div className="grid gap-3 sm:grid-cols-2">
        <label className="grid gap-1">
          <span className="font-700">{t('alerts.text')}</span>
          <input
            type="search"
            className="field"
            maxLength={100}
            value={text}
            onChange={(event) => go({ text: event.target.value })}
          />
        </label>
        <label className="grid gap-1">
          <span className="font-700">{t('alerts.kind')}</span>
          <select className="field" value={kind} onChange={(event) => go({ kind: event.target.value })}>
            <option value="">{t('log.any')}</option>
            {kinds.map((one) => (
              <option key={one} value={one}>
                {label('kind', one)}
              </option>
            ))}
          </select>
        </label>
      </div>
    </section>
  );
};
