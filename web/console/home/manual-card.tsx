import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { reads, useMaySeeDeliveries } from '../api/queries.js';
import { Section } from '../shell/page.js';
import { useText } from '../text/labels.js';

/** How much people still have to carry, with the way to the board; not there when nothing is open. */
export const ManualCard = () => {
  const t = useText();
  const sheets = useQuery({ ...reads.manual, enabled: useMaySeeDeliveries() }).data ?? [];
  const left = sheets
    .flatMap(({ tasks }) => tasks)
    .filter(({ state }) => state === 'to-do' || state === 'under-way').length;
  if (left === 0) return null;
  return (
    <Section id="manual" title={t('manual.title')}>
      <p className="font-700">{t('manual.open', { left })}</p>
      <Link to="/manual" className="btn mt-2">
        {t('manual.toBoard')}
      </Link>
    </Section>
  );
};
