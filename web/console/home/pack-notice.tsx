import { useQuery } from '@tanstack/react-query';
import { reads, useCommand, useSession } from '../api/queries.js';
import { Failure } from '../shell/failure.js';
import { Section } from '../shell/page.js';
import { dayAndTime } from '../text/format.js';
import { useText } from '../text/labels.js';

/** Says so when the cards on paper are missing, or older than the words they stand for; nothing while they are good. */
export const PackNotice = () => {
  const t = useText();
  const pack = useQuery(reads.pack).data;
  const roles = useSession().data?.officer?.roles ?? [];
  const make = useCommand('POST');
  if (pack === undefined || pack.current) return null;
  return (
    <Section id="pack" title={t('pack.title')}>
      <p>{pack.madeAt === null ? t('pack.missing') : t('pack.old', { time: dayAndTime(pack.madeAt) })}</p>
      <Failure error={make.error} />
      <div className="mt-2 flex flex-wrap items-center gap-2">
        {roles.includes('administrator') ? (
          <button
            type="button"
            className="btn"
            aria-disabled={make.isPending}
            onClick={() => !make.isPending && make.mutate({ path: '/cards/pack' })}
          >
            {t('pack.make')}
          </button>
        ) : (
          <p className="hint">{t('pack.ask')}</p>
        )}
        {pack.madeAt !== null && (
          <a href="/api/v1/cards/pack" className="btn" target="_blank" rel="noreferrer">
            {t('pack.open')}
          </a>
        )}
      </div>
      {make.isPending && <p className="mt-1">{t('pack.making')}</p>}
    </Section>
  );
};
