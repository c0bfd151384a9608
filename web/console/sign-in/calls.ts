import { play } from '../sounds/player.js';

/** Milliseconds after which the tone comes again while nobody has answered. */
export const again = 60_000;

/** Sounds every minute; returns how to end it. */
export const callAgain = (): (() => void) => {
  const timer = setInterval(() => play(2), again);
  return () => clearInterval(timer);
};

/** Sounds in each minute in which nobody touched the page: whoever is at work has heard it. Returns how to end it. */
export const callWhileUntouched = (): (() => void) => {
  let touched = false;
  const note = () => void (touched = true);
  const gestures = ['pointerdown', 'keydown'] as const;
  for (const gesture of gestures) addEventListener(gesture, note);
  const timer = setInterval(() => {
    if (!touched) play(2);
    touched = false;
  }, again);
  return () => {
    clearInterval(timer);
    for (const gesture of gestures) removeEventListener(gesture, note);
  };
};
