import { Link, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { useText } from '../text/labels.js';
import { rooms } from './rooms.js';

type Room = (typeof rooms)[number];
const roomsOf = (group: Room[2]): readonly Room[] => rooms.filter((room) => room[2] === group);

interface Props {
  /** A room was chosen. */
  readonly onGone: () => void;
  readonly onHelp: () => void;
  readonly onSounds: () => void;
}

/**
 * The rooms of those on duty in a row, or a column on a phone; the rest below, when asked for. It opens by press alone,
 * never by hovering, and closes by Escape, by leaving it and by choosing.
 */
export const Navigation = ({ onGone, onHelp, onSounds }: Props) => {
  const t = useText();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLElement>(null);
  useCloseOutside(box, open, () => setOpen(false));
  const gone = () => {
    setOpen(false);
    onGone();
  };
  return (
    <nav
      ref={box}
      aria-label={t('nav.label')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        setOpen(false);
        event.currentTarget.querySelector<HTMLElement>('[aria-controls=more-rooms]')?.focus();
      }}
    >
      <ul className="flex flex-col md:flex-row md:flex-wrap">
        {roomsOf('duty').map((room) => (
          <RoomLink key={room[0]} room={room} onGone={gone} />
        ))}
        <li>
          <MoreButton open={open} onPress={() => setOpen(!open)} />
        </li>
      </ul>
      <ul
        id="more-rooms"
        hidden={!open}
        className="max-md:ml-4 md:mt-[-1px] md:flex md:flex-wrap md:border-t md:border-line md:[&[hidden]]:hidden"
      >
        {roomsOf('more').map((room) => (
          <RoomLink key={room[0]} room={room} onGone={gone} />
        ))}
        {(
          [
            [onSounds, 'sound.title'],
            [onHelp, 'shortcut.title'],
          ] as const
        ).map(([onPress, words]) => (
          <li key={words}>
            <button
              type="button"
              className={`${entry} w-full cursor-pointer border-transparent`}
              onClick={() => {
                gone();
                onPress();
              }}
            >
              {t(words)}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
};

const entry =
  'flex min-h-[2.75rem] items-center px-3 font-700 text-text no-underline hover:underline max-md:border-l-4 md:border-b-4';

const RoomLink = ({ room: [to, name], onGone }: { room: Room; onGone: () => void }) => {
  const t = useText();
  return (
    <li>
      <Link
        to={to}
        onClick={onGone}
        activeOptions={{ exact: to === '/' }}
        className={entry}
        activeProps={{ className: 'border-primary text-link!' }}
        inactiveProps={{ className: 'border-transparent' }}
      >
        {t(`nav.${name}`)}
      </Link>
    </li>
  );
};

/** Says by name where one is, when that room stands behind it. */
const MoreButton = (props: { open: boolean; onPress: () => void }) => {
  const t = useText();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const here = roomsOf('more').find(([to]) => path === to || path.startsWith(`${to}/`))?.[1];
  return (
    <button
      type="button"
      className={`${entry} w-full cursor-pointer gap-2 ${here === undefined ? 'border-transparent' : 'border-primary text-link!'}`}
      aria-expanded={props.open}
      aria-controls="more-rooms"
      onClick={props.onPress}
    >
      {here === undefined ? t('nav.more') : t('nav.moreHere', { room: t(`nav.${here}`) })}
      <span aria-hidden="true">{props.open ? '▲' : '▼'}</span>
    </button>
  );
};

/** Focus or a press elsewhere is leaving. */
const useCloseOutside = (box: RefObject<HTMLElement | null>, open: boolean, close: () => void): void => {
  const latest = useRef(close);
  useEffect(() => {
    latest.current = close;
  });
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (event.target instanceof Node && box.current?.contains(event.target) !== true) latest.current();
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
    };
  }, [box, open]);
};
