import { useEffect, useRef, type ReactNode } from 'react';
import { AloneBanner } from '../alone/banner.js';
import { MaintenanceBanner } from '../maintenance/banner.js';
import { useSession } from '../api/queries.js';
import { useText } from '../text/labels.js';

/** False until the first screen has been shown: then focus follows each change of screen to its heading. */
let moved = false;

/** A screen: its title in the tab (with the world before it), one h1, focus on it after navigation. */
export const Page = (props: { title: string; lead?: ReactNode; wide?: boolean; children: ReactNode }) => {
  const t = useText();
  const heading = useRef<HTMLHeadingElement>(null);
  const session = useSession().data;
  const prefix = session === undefined ? '' : t(`world.${session.world}Title`);
  const title = `${prefix}${props.title} – ${t('app.name')}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  useEffect(() => {
    if (moved) heading.current?.focus();
    moved = true;
  }, []);
  return (
    <main
      id="main"
      className={`mx-auto px-4 pt-5 pb-16 ${props.wide === false ? 'max-w-[52rem]' : 'max-w-[84rem]'}`}
    >
      {session?.officer && !session.officer.mustChangePassword && (
        <>
          <MaintenanceBanner />
          <AloneBanner />
        </>
      )}
      <h1 ref={heading} tabIndex={-1} className="text-[1.625rem] leading-1-4 font-700 outline-none">
        {props.title}
      </h1>
      {props.lead !== undefined && <p className="mt-1 text-muted">{props.lead}</p>}
      <div className="mt-4">{props.children}</div>
      {session !== undefined && (
        <p className="print-watermark" aria-hidden="true">
          {t(`world.${session.world}`)}
        </p>
      )}
    </main>
  );
};

/** A titled part of a screen. */
export const Section = (props: {
  title: string;
  id: string;
  extra?: ReactNode;
  children: ReactNode;
  className?: string;
}) => (
  <section aria-labelledby={props.id} className={`card ${props.className ?? ''}`}>
    <div className="mb-2 flex flex-wrap items-center justify-between gap-x-3">
      <h2 id={props.id} className="h2">
        {props.title}
      </h2>
      {props.extra}
    </div>
    {props.children}
  </section>
);
