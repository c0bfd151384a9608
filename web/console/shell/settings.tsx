import { Link } from '@tanstack/react-router';
import { useSession } from '../api/queries.js';
import { useLeave } from '../sign-in/leave.js';
import { consoleLanguages, setLanguage } from '../text/i18n.js';
import { useText } from '../text/labels.js';
import { Failure } from './failure.js';
import { useTranslation } from 'react-i18next';
import { setTheme, themeChoices, useTheme, type ThemeChoice } from './theme.js';

const ownNames = { ja: '日本語', en: 'English' } as const;

export const LanguageSwitch = () => {
  const { i18n } = useTranslation();
  const other = consoleLanguages.find((tag) => tag !== i18n.language) ?? 'ja';
  return (
    <button type="button" className="btn" lang={other} onClick={() => void setLanguage(other)}>
      {ownNames[other]}
    </button>
  );
};

export const ThemeSwitch = () => {
  const t = useText();
  const theme = useTheme();
  return (
    <label className="flex items-center gap-2">
      <span className="sr-only">{t('theme.label')}</span>
      <select
        className="field w-auto!"
        value={theme}
        onChange={(event) => setTheme(event.target.value as ThemeChoice)}
      >
        {themeChoices.map((choice) => (
          <option key={choice} value={choice}>
            {t(`theme.${choice}`)}
          </option>
        ))}
      </select>
    </label>
  );
};

/** Who is on duty here, how the screen looks, and the way out. */
export const Settings = () => {
  const t = useText();
  const leave = useLeave();
  const officer = useSession().data?.officer;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {officer && (
        <Link
          to="/me"
          className="link flex min-h-[2.75rem] items-center font-700"
          aria-label={t('me.open', { name: officer.name })}
        >
          {officer.name}
        </Link>
      )}
      <ThemeSwitch />
      <LanguageSwitch />
      <button
        type="button"
        className="btn"
        aria-disabled={leave.isPending}
        onClick={() => !leave.isPending && leave.mutate()}
      >
        {t('signIn.out')}
      </button>
      {leave.error !== null && (
        <div className="w-full">
          <Failure error={leave.error} />
          <p className="font-700">{t('signIn.outUnknown')}</p>
        </div>
      )}
    </div>
  );
};
