import { label, listed, useText } from '../text/labels.js';

/** Roles in words; somebody without any is said to have none. */
export const useRoleWords = () => {
  const t = useText();
  return (roles: readonly string[]): string =>
    roles.length === 0 ? t('officers.noRoles') : listed(roles.map((role) => label('role', role)));
};

/** What was, and what is to be. */
export const Diff = ({ before, after }: { before: readonly string[]; after: readonly string[] }) => {
  const t = useText();
  const words = useRoleWords();
  return (
    <dl className="grid gap-x-3 gap-y-1 sm:grid-cols-[auto_1fr]">
      <dt className="hint">{t('officers.before')}</dt>
      <dd>{words(before)}</dd>
      <dt className="hint">{t('officers.after')}</dt>
      <dd className="font-700">{words(after)}</dd>
    </dl>
  );
};
