import { useEffect, useId, useRef, type ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A question that must be answered first: the browser's own modal dialog, closed by Escape, focus back where it was. It
 * begins on what carries `data-first`, else on its first control: the way back, so that a second Enter does nothing.
 */
export const Dialog = ({ title, onClose, children }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const before = document.activeElement;
    const opened = dialog.current;
    opened?.showModal();
    opened?.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => {
      opened?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      className="card m-auto max-h-[92dvh] w-[min(36rem,calc(100vw-1rem))] overflow-y-auto text-text backdrop:bg-black/60"
      onCancel={(event) => {
        // Also told of a dialog within it, and of a file picker that was left.
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={heading} className="h2">
        {title}
      </h2>
      {children}
    </dialog>
  );
};
