import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export const consoleLanguages = ['ja', 'en'] as const;
export type ConsoleLanguage = (typeof consoleLanguages)[number];

const storeKey = 'todoku.language';
const isOurs = (tag: string): tag is ConsoleLanguage => (consoleLanguages as readonly string[]).includes(tag);

/** The officer's choice on this machine; Japanese until she makes one. */
const chosen = (): ConsoleLanguage => {
  const stored = localStorage.getItem(storeKey) ?? 'ja';
  return isOurs(stored) ? stored : 'ja';
};

const tables = import.meta.glob<{ default: Record<string, unknown> }>(
  '../../../locales/{ja,en}/console.json',
);
const refusals = import.meta.glob<{ default: Record<string, unknown> }>(
  '../../../locales/{ja,en}/errors.json',
);

const load = async (language: ConsoleLanguage): Promise<void> => {
  const table = await tables[`../../../locales/${language}/console.json`]?.();
  if (table !== undefined) i18next.addResourceBundle(language, 'console', table.default);
  const codes = await refusals[`../../../locales/${language}/errors.json`]?.();
  if (codes !== undefined) i18next.addResourceBundle(language, 'errors', codes.default);
};

/** Starts the texts; only the chosen language's table is fetched. */
export const startTexts = async (): Promise<void> => {
  const language = chosen();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    ns: ['console', 'errors'],
    defaultNS: 'console',
    resources: {},
    interpolation: { escapeValue: false },
  });
  await setLanguage(language);
};

export const setLanguage = async (language: ConsoleLanguage): Promise<void> => {
  await load(language);
  await i18next.changeLanguage(language);
  localStorage.setItem(storeKey, language);
  document.documentElement.lang = language;
};
