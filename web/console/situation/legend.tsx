import { useText } from '../text/labels.js';

/** The official table, level 5 on top, the wave between 5 and 4 with its call (避難情報に関するガイドライン). */
export const Legend = ({ drill }: { drill: boolean }) => {
  const t = useText();
  return (
    <section aria-labelledby="legend" className="situation-legend card">
      <h2 id="legend" className="h2">
        {t('situation.legend')}
      </h2>
      <ul className="mt-2 grid gap-1">
        <li className="level level-5 rounded-4 px-3 py-1 font-700">{t('level.name5')}</li>
        <li>
          <Wave />
          <p className="text-center font-700 text-danger">{t('situation.wave')}</p>
        </li>
        <li className="level level-4 rounded-4 px-3 py-1 text-[1.125rem] font-700">{t('level.name4')}</li>
        <li className="level level-3 rounded-4 px-3 py-1 text-[1.125rem] font-700">{t('level.name3')}</li>
        <li className="level level-2 rounded-4 px-3 font-700">{t('level.name2')}</li>
        <li className="level level-1 rounded-4 px-3 font-700">{t('level.name1')}</li>
      </ul>
      <ul className="mt-3 grid gap-1">
        <Sample className="legend-lifted" words={t('situation.legendLifted')} />
        {drill && <Sample className="legend-drill" words={t('situation.legendDrill')} />}
        <Sample className="legend-jma" words={t('situation.legendJma')} />
        <li>{t('situation.legendShelters')}</li>
        <li>{t('situation.legendPins')}</li>
      </ul>
    </section>
  );
};

const Sample = ({ className, words }: { className: string; words: string }) => (
  <li className="flex items-center gap-2">
    <span aria-hidden="true" className={`legend-sample ${className}`} />
    {words}
  </li>
);

const Wave = () => (
  <svg
    viewBox="0 0 240 10"
    className="block h-[10px] w-full text-danger"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    <path
      d={`M0 5 ${Array.from({ length: 12 }, (_, i) => `q5 ${i % 2 === 0 ? -8 : 8} 10 0 q5 ${i % 2 === 0 ? 8 : -8} 10 0`).join(' ')}`}
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      vectorEffect="non-scaling-stroke"
    />
  </svg>
);
