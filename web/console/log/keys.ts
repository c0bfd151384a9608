import { useEffect, useRef, useState, type KeyboardEvent as ReactKeyboardEvent } from 'react';

const shortcutKey = 'todoku.shortcuts';

/** Ctrl+Enter saves; Enter alone never does, neither in a line nor while an input method commits. */
export const saveOnKeys = (event: ReactKeyboardEvent<HTMLElement>, save: () => void): void => {
  if (event.key !== 'Enter') return;
  const committing = event.nativeEvent.isComposing || event.keyCode === 229;
  if ((event.ctrlKey || event.metaKey) && !committing) {
    event.preventDefault();
    save();
  } else if (event.target instanceof HTMLInputElement) event.preventDefault();
};

/** `/` from anywhere on the page, unless one is typing or it is switched off (WCAG 2.1.4). */
export const useShortcut = (act: () => void): readonly [boolean, (on: boolean) => void] => {
  const [on, setOn] = useState(localStorage.getItem(shortcutKey) !== 'off');
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    if (!on) return;
    const listen = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
      if (event.key !== '/' || typing || event.isComposing || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [on]);
  const set = (next: boolean) => {
    localStorage.setItem(shortcutKey, next ? 'on' : 'off');
    setOn(next);
  };
  return [on, set];
};
