import { useQuery } from '@tanstack/react-query';
import { reads } from '../api/queries.js';
import { Loaded } from '../shell/loaded.js';
import { Page } from '../shell/page.js';
import { useText } from '../text/labels.js';
import { AlertRow } from './alert-row.js';

export const AlertsPage = () => {
  const t = useText();
  const alerts = useQuery(reads.alerts);
  return (
    <Page title={t('alerts.title')} wide={false}>
      <Loaded query={alerts} lines={10}>
        {(list) =>
          list.length === 0 ? (
            <p className="card">{t('alerts.empty')}</p>
          ) : (
            <>
              <ul className="card grid gap-3">
                {list.map((alert) => (
                  <li key={alert.id}>
                    <AlertRow alert={alert} />
                  </li>
                ))}
              </ul>
              <p className="no-print mt-3">
                <a className="btn" href="/api/v1/exports/alerts?format=csv" download>
                  {t('exports.list')}
                </a>
              </p>
            </>
          )
        }
      </Loaded>
    </Page>
  );
};
