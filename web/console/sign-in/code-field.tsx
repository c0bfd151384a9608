import { useId } from 'react';

interface Props {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Why it is not good yet, in words, or null. */
  readonly fault: string | null;
  /** Enter does nothing: what follows is more than a sign-in. */
  readonly still?: boolean;
}

/** A code of the authenticator app, or a recovery code: pasted, filled in by the phone, or typed. */
export const CodeField = ({ label, hint, value, onChange, fault, still }: Props) => {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-700">
        {label}
      </label>
      <p id={`${id}-hint`} className="hint">
        {hint}
      </p>
      <input
        id={id}
        data-first
        className="field numbers max-w-[16rem] text-[1.25rem] tracking-widest"
        autoComplete="one-time-code"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={40}
        aria-describedby={`${id}-hint`}
        aria-invalid={fault !== null}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => still === true && event.key === 'Enter' && event.preventDefault()}
      />
      {fault !== null && <p className="font-700 text-danger">{fault}</p>}
    </div>
  );
};
