import { useNavigate } from '@tanstack/react-router';
import { useText } from '../text/labels.js';
import type { TemplatesSearch } from './search.js';

/** A word looked for as one types; it stands in the address. */
export const LookFor = ({ text, search }: { text: string; search: TemplatesSearch }) => {
  const t = useText();
  const navigate = useNavigate();
  const look = (value: string) => {
    const { text: _old, ...rest } = search;
    void navigate({
      to: '/templates',
      search: value === '' ? rest : { ...rest, text: value },
      replace: true,
    });
  };
  return (
    <label className="no-print grid max-w-[24rem] gap-1">
      <span className="font-700">{t('templates.lookFor')}</span>
      <input
        type="search"
        className="field"
        maxLength={100}
        value={text}
        onChange={(event) => look(event.target.value)}
      />
    </label>
  );
};
