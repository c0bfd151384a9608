import { Link } from '@tanstack/react-router';
import { useTown } from '../api/queries.js';
import { Section } from '../shell/page.js';
import { dayAndTime } from '../text/format.js';
import { label, useText } from '../text/labels.js';
import { PairRow, PairTable } from '../../ui/pair-table.js';
import { degreesWords, nearWords } from '../text/place-words.js';
import type { Pin } from './recent-pins.js';

/** The pins in words; each leads to its entry. */
export const PinTable = ({ pins }: { pins: readonly Pin[] }) => {
  const t = useText();
  return (
    <Section id="pin-list" title={t('situation.pins')}>
      {pins.length === 0 ? (
        <p className="hint">{t('situation.noPins')}</p>
      ) : (
        <PairTable
          caption={t('situation.pins')}
          heads={[t('log.numberHead'), t('situation.pinWords')]}
          data-pin-table
        >
          {pins.map((pin) => (
            <PinRow key={pin.entry.root} pin={pin} />
          ))}
        </PairTable>
      )}
    </Section>
  );
};

const PinRow = ({ pin: { entry, place, isChosen } }: { pin: Pin }) => {
  const t = useText();
  const town = useTown();
  return (
    <PairRow
      isChosen={isChosen}
      data-pin={entry.root}
      head={
        // A page of the log that begins with it.
        <Link
          to="/log"
          search={{ before: entry.root + 1 }}
          className="link numbers inline-flex min-h-[2.75rem] min-w-[2.75rem] items-center font-700"
        >
          {entry.root}
          <span className="sr-only"> {t('situation.toEntry')}</span>
        </Link>
      }
    >
      <span className="hint numbers">{dayAndTime(entry.at)}</span>
      {entry.status !== null && <span className="tag ml-2">{label('logStatus', entry.status)}</span>}
      <span className="block whitespace-pre-line">{entry.text}</span>
      <span className="block">
        {nearWords(place, town)} <span className="hint numbers whitespace-nowrap">{degreesWords(place)}</span>
      </span>
    </PairRow>
  );
};
