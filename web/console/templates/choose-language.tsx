import { useNavigate } from '@tanstack/react-router';
import { useTown } from '../api/queries.js';
import { label, useText } from '../text/labels.js';
import type { TemplatesSearch } from './search.js';

/** One language beside Japanese; the choice stands in the address. */
export const ChooseLanguage = ({ language, search }: { language: string; search: TemplatesSearch }) => {
  const t = useText();
  const town = useTown();
  const navigate = useNavigate();
  return (
    <label className="no-print grid max-w-[24rem] gap-1">
      <span className="font-700">{t('templates.language')}</span>
      <select
        className="field"
        value={language}
        onChange={(event) =>
          void navigate({
            to: '/templates',
            search: { ...search, language: event.target.value },
            replace: true,
          })
        }
      >
        {town.languages
          .filter((one) => one !== 'ja')
          .map((one) => (
            <option key={one} value={one}>
              {label('language', one)}
            </option>
          ))}
      </select>
    </label>
  );
};
