import { useQuery } from '@tanstack/react-query';
import { reads } from '../api/queries.js';
import { Loaded } from '../shell/loaded.js';
import { Section } from '../shell/page.js';
import { count } from '../text/format.js';
import { useText } from '../text/labels.js';
import { LookFor } from './look-for.js';

/** How the voice says the names of places: read before it is heard. */
export const Readings = ({ text }: { text: string }) => {
  const t = useText();
  const readings = useQuery(reads.readings);
  const wanted = text.normalize('NFKC').trim();
  return (
    <div className="grid gap-4">
      <LookFor text={text} search={{ tab: 'readings' }} />
      <Section id="readings" title={t('templates.tab.readings')}>
        <p className="hint mb-2">{t('templates.readingsHint')}</p>
        <Loaded query={readings} lines={30}>
          {(list) => {
            const found = list.filter(({ term, kana }) => term.includes(wanted) || kana.includes(wanted));
            if (found.length === 0) return <p>{t('templates.nothing')}</p>;
            return (
              <>
                <p className="numbers">{t('templates.found', { count: count(found.length) })}</p>
                <div
                  className="overflow-x-auto"
                  tabIndex={0}
                  role="group"
                  aria-label={t('templates.tab.readings')}
                >
                  <table className="plain-table min-w-0!">
                    <thead>
                      <tr>
                        <th scope="col">{t('templates.place')}</th>
                        <th scope="col">{t('templates.kana')}</th>
                        <th scope="col">{t('templates.accent')}</th>
                      </tr>
                    </thead>
                    <tbody>
                      {found.map(({ term, kana, accent }) => (
                        <tr key={term}>
                          <th scope="row" lang="ja">
                            {term}
                          </th>
                          <td lang="ja">{kana}</td>
                          <td className="numbers">{accent ?? '—'}</td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </div>
              </>
            );
          }}
        </Loaded>
      </Section>
    </div>
  );
};
