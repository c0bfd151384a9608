import { useQuery } from '@tanstack/react-query';
import { reads } from '../api/queries.js';
import type { ResidentCountsShape } from '../api/types.js';
import { Loaded } from '../shell/loaded.js';
import { Page, Section } from '../shell/page.js';
import { count } from '../text/format.js';
import { label, useText } from '../text/labels.js';

/** The register as a whole: how many can be reached, and how; nobody by name. */
export const ResidentsPage = () => {
  const t = useText();
  const counts = useQuery(reads.residents);
  return (
    <Page title={t('residents.title')} lead={t('residents.lead')}>
      <Section id="register" title={t('residents.register')}>
        <Loaded query={counts} lines={12}>
          {(now) => (now.addresses.length === 0 ? <p>{t('residents.empty')}</p> : <Counts counts={now} />)}
        </Loaded>
      </Section>
      <Section id="later" title={t('residents.later')} className="mt-4">
        <p>{t('residents.laterText')}</p>
      </Section>
    </Page>
  );
};

const Counts = ({ counts }: { counts: ResidentCountsShape }) => {
  const t = useText();
  const channels = [...new Set(counts.addresses.map(({ channel }) => channel))];
  const languages = [...new Set(counts.addresses.map(({ language }) => language))].toSorted(
    (a, b) => sum(counts, { language: b }) - sum(counts, { language: a }),
  );
  return (
    <>
      <p className="numbers font-700">{t('residents.people', { people: count(counts.people) })}</p>
      <div className="mt-2 overflow-x-auto" tabIndex={0} role="group" aria-label={t('residents.table')}>
        <table className="numbers w-full text-left">
          <caption className="sr-only">{t('residents.table')}</caption>
          <thead>
            <tr className="border-b border-line-strong">
              <th scope="col" className="py-1 pr-3">
                {t('residents.language')}
              </th>
              <th scope="col" className="py-1 pr-3 text-right whitespace-nowrap">
                {t('residents.sum')}
              </th>
              {channels.map((channel) => (
                <th key={channel} scope="col" className="py-1 pr-3 text-right whitespace-nowrap">
                  {label('channelShort', channel)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {languages.map((language) => (
              <tr key={language} className="border-b border-line">
                <th scope="row" className="min-w-[6.5rem] py-1 pr-3 font-400">
                  {label('language', language)}
                </th>
                <td className="py-1 pr-3 text-right font-700 whitespace-nowrap">
                  {count(sum(counts, { language }))}
                </td>
                {channels.map((channel) => (
                  <td key={channel} className="py-1 pr-3 text-right whitespace-nowrap">
                    {count(sum(counts, { language, channel }))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
};

const sum = (counts: ResidentCountsShape, of: { language: string; channel?: string }): number =>
  counts.addresses
    .filter(
      ({ language, channel }) =>
        language === of.language && (of.channel === undefined || channel === of.channel),
    )
    .reduce((total, { n }) => total + n, 0);
