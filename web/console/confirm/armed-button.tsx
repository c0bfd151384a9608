import { useEffect, useId, useState } from 'react';
import { announce } from '../shell/announce.js';
import { useText } from '../text/labels.js';
import { HoldButton } from '../../ui/hold-button.js';

/** Milliseconds between the two presses of those who cannot hold (ux.md §2.3). */
const armingTime = 3000;

interface Props {
  /** What happens, in the imperative, with the world in it. */
  readonly label: string;
  /** Why it cannot be pressed, or null. */
  readonly blocked: string | null;
  readonly pending: boolean;
  /** What is happening while it is pending; that it is being sent, where nothing else is said. */
  readonly pendingWords?: string;
  readonly onFire: () => void;
}

/** The last step before something leaves: hold for two seconds, or two presses three seconds apart. */
export const ArmedButton = ({ label, blocked, pending, pendingWords, onFire }: Props) => {
  const t = useText();
  const help = useId();
  const [twoStep, setTwoStep] = useState(false);
  const [tooShort, setTooShort] = useState(false);
  const sayTooShort = () => {
    setTooShort(true);
    announce(t('armed.tooShort'));
  };
  const sayHolding = (holding: boolean) => {
    if (!holding) return;
    setTooShort(false);
    announce(t('armed.holding'));
  };
  const disabled = blocked !== null || pending;
  return (
    <div className="grid gap-2">
      <HoldButton
        disabled={disabled}
        describedBy={help}
        onHeld={onFire}
        onHolding={sayHolding}
        onTooShort={sayTooShort}
      >
        {pending ? (pendingWords ?? t('armed.pending')) : label}
      </HoldButton>
      <p
        id={help}
        className={blocked !== null || tooShort ? 'font-700' : 'hint'}
        data-blocked={blocked !== null}
      >
        {blocked ?? t(tooShort ? 'armed.tooShort' : 'armed.help')}
      </p>
      {/* What was pressed first is not carried over what blocked it. */}
      {twoStep && blocked === null ? (
        <SecondPress label={label} disabled={disabled} onFire={onFire} onBack={() => setTwoStep(false)} />
      ) : (
        <button
          type="button"
          className="btn"
          aria-disabled={disabled}
          onClick={() => !disabled && setTwoStep(true)}
        >
          {t('armed.cannotHold')}
        </button>
      )}
    </div>
  );
};

const SecondPress = (props: { label: string; disabled: boolean; onFire: () => void; onBack: () => void }) => {
  const t = useText();
  const [armed, setArmed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setArmed(true);
      announce(t('armed.ready'));
    }, armingTime);
    return () => clearTimeout(timer);
  }, [t]);
  const off = !armed || props.disabled;
  return (
    <div className="grid gap-2 rounded-8 border-2 border-danger p-3">
      <p>{t(armed ? 'armed.ready' : 'armed.arming')}</p>
      <div className="flex flex-wrap gap-2">
        <button type="button" className="btn" onClick={props.onBack}>
          {t('action.back')}
        </button>
        <button
          type="button"
          className="btn btn-danger"
          aria-disabled={off}
          onClick={() => !off && props.onFire()}
        >
          {t('armed.yes', { label: props.label })}
        </button>
      </div>
    </div>
  );
};
