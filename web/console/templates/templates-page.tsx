import { Link, useSearch } from '@tanstack/react-router';
import { Page } from '../shell/page.js';
import { useText } from '../text/labels.js';
import { Glossary } from './glossary.js';
import { Kinds } from './kinds.js';
import { Readings } from './readings.js';
import type { Tab } from './search.js';
import { Sentences } from './sentences.js';

const tabs: readonly Tab[] = ['templates', 'glossary', 'readings'];

/** What the town says, in which languages, and who vouches for it: to be read. */
export const TemplatesPage = () => {
  const t = useText();
  const search = useSearch({ from: '/templates' });
  const tab = search.tab ?? 'templates';
  return (
    <Page title={t('templates.title')} lead={t('templates.lead')}>
      <nav className="no-print mb-4" aria-label={t('templates.parts')}>
        <ul className="flex flex-wrap gap-2">
          {tabs.map((one) => (
            <li key={one}>
              <Link
                to="/templates"
                search={{ tab: one }}
                className={`btn ${one === tab ? 'btn-primary' : ''}`}
                aria-current={one === tab ? 'true' : undefined}
              >
                {t(`templates.tab.${one}`)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {tab === 'glossary' && <Glossary text={search.text ?? ''} language={search.language ?? 'en'} />}
      {tab === 'readings' && <Readings text={search.text ?? ''} />}
      {tab === 'templates' &&
        (search.kind === undefined ? (
          <Kinds language={search.language ?? 'en'} />
        ) : (
          <Sentences kind={search.kind} language={search.language ?? 'en'} />
        ))}
    </Page>
  );
};
