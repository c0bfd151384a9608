import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

/** Milliseconds a finger or the space bar must stay down (ux.md §2.3). */
export const holdFor = 2000;

interface Props {
  readonly children: ReactNode;
  readonly disabled: boolean;
  readonly describedBy?: string;
  readonly onHeld: () => void;
  readonly onHolding?: (holding: boolean) => void;
  /** Let go too early, or pressed by a key that does not hold. */
  readonly onTooShort?: () => void;
}

/** Fires after a hold of two seconds; letting go earlier does nothing but say so. Enter never fires, on purpose. */
export const HoldButton = ({ children, disabled, describedBy, onHeld, onHolding, onTooShort }: Props) => {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const [holding, setHolding] = useState(false);
  const stop = () => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    setHolding(false);
    onHolding?.(false);
  };
  const letGo = () => {
    if (timer.current !== null) onTooShort?.();
    stop();
  };
  const start = () => {
    if (disabled || timer.current !== null) return;
    setHolding(true);
    onHolding?.(true);
    timer.current = setTimeout(() => {
      stop();
      onHeld();
    }, holdFor);
  };
  // What is blocked meanwhile is let go: the finger may still be down.
  useEffect(() => {
    if (disabled && timer.current !== null) stop();
  });
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ' ') event.preventDefault();
    if (event.key === ' ' && !event.repeat) start();
    if (event.key === 'Enter' && !event.repeat && !disabled) onTooShort?.();
  };
  return (
    <button
      type="button"
      className="btn btn-danger hold min-h-[3.5rem]! w-full text-[1.125rem]!"
      data-holding={holding}
      aria-disabled={disabled}
      aria-describedby={describedBy}
      onPointerDown={(event) => event.button === 0 && start()}
      onPointerUp={letGo}
      onPointerLeave={letGo}
      onPointerCancel={letGo}
      onKeyDown={onKeyDown}
      onKeyUp={letGo}
      onBlur={stop}
      onContextMenu={(event) => event.preventDefault()}
    >
      <span className="hold-fill" aria-hidden="true" />
      <span className="relative">{children}</span>
    </button>
  );
};
