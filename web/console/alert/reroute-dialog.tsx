import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { isTypable, readAddress } from '../../../src/domain/address.js';
import type { ChannelId } from '../../../src/domain/channel.js';
import { isRefusal } from '../../../src/domain/refusal.js';
import { Dialog } from '../../ui/dialog.js';
import { reads, useCommand } from '../api/queries.js';
import type { DeliveryShape, OtherAddressShape } from '../api/types.js';
import { Failure } from '../shell/failure.js';
import { Loaded } from '../shell/loaded.js';
import { label, refusalText, useText } from '../text/labels.js';
import { NoteField } from './note-field.js';

interface Props {
  readonly delivery: DeliveryShape;
  readonly onClose: () => void;
}

/** The same words to another address of the resident, or to one that the officer types. */
export const RerouteDialog = ({ delivery, onClose }: Props) => {
  const t = useText();
  const addresses = useQuery(reads.addresses(delivery.id));
  return (
    <Dialog title={t('reroute.title')} onClose={onClose}>
      <p className="mt-2">
        {t('reroute.lead', { channel: label('channel', delivery.channel), target: delivery.target })}
      </p>
      <Loaded query={addresses}>
        {(list) => <Choose delivery={delivery} addresses={list} onClose={onClose} />}
      </Loaded>
    </Dialog>
  );
};

const typedNow = 'typed';

const Choose = (props: Props & { addresses: readonly OtherAddressShape[] }) => {
  const { delivery, addresses, onClose } = props;
  const t = useText();
  const open = addresses.filter(({ closed }) => closed === null);
  const typable = isTypable(delivery.channel);
  const [chosen, setChosen] = useState(open[0]?.addressId ?? (typable ? typedNow : ''));
  const [typed, setTyped] = useState('');
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const command = useCommand('POST', onClose);
  const address = readAddress(delivery.channel, typed);
  const badAddress = chosen === '' || (chosen === typedNow && isRefusal(address));
  const badNote = note.trim() === '';
  const go = () => {
    setTried(true);
    if (badAddress || badNote || command.isPending) return;
    const to = chosen === typedNow ? { channel: delivery.channel, typed } : { addressId: chosen };
    command.mutate({
      path: `/deliveries/${delivery.id}/decide`,
      body: { action: 'reroute', to, note: note.trim() },
    });
  };
  return (
    <div className="mt-3 grid gap-3">
      <fieldset>
        <legend className="font-700">{t('reroute.where')}</legend>
        <div className="mt-1 grid gap-2">
          {addresses.map((one) => (
            <Registered key={one.addressId} address={one} chosen={chosen} onChoose={setChosen} />
          ))}
          {typable && (
            <label className="choice">
              <input
                type="radio"
                name="address"
                checked={chosen === typedNow}
                onChange={() => setChosen(typedNow)}
              />
              <span>{t('reroute.typed', { channel: label('channel', delivery.channel) })}</span>
            </label>
          )}
        </div>
      </fieldset>
      {chosen === typedNow && (
        <Typed
          channel={delivery.channel}
          value={typed}
          invalid={tried && badAddress}
          address={isRefusal(address) ? null : address}
          onChange={setTyped}
        />
      )}
      <NoteField label={t('reroute.note')} value={note} missing={tried && badNote} onChange={setNote} />
      <Failure error={command.error} />
      <div className="flex flex-wrap gap-2">
        <button type="button" className="btn" onClick={onClose}>
          {t('action.back')}
        </button>
        <button type="button" className="btn btn-primary" onClick={go}>
          {t('reroute.now')}
        </button>
      </div>
    </div>
  );
};

const Registered = (props: {
  address: OtherAddressShape;
  chosen: string;
  onChoose: (id: string) => void;
}) => {
  const { address, chosen, onChoose } = props;
  const closed = address.closed !== null;
  return (
    <label className="choice">
      <input
        type="radio"
        name="address"
        aria-disabled={closed}
        checked={chosen === address.addressId}
        onChange={() => !closed && onChoose(address.addressId)}
      />
      <span>
        {label('channel', address.channel)} <span className="numbers">{address.target}</span>
        {address.closed !== null && <span className="hint block">{refusalText(address.closed)}</span>}
      </span>
    </label>
  );
};

interface TypedProps {
  readonly channel: ChannelId;
  readonly value: string;
  readonly invalid: boolean;
  /** As it will be sent to, or null while it is none. */
  readonly address: string | null;
  readonly onChange: (value: string) => void;
}

const Typed = ({ channel, value, invalid, address, onChange }: TypedProps) => {
  const t = useText();
  return (
    <label className="grid gap-1">
      <span className="font-700">{t('reroute.address')}</span>
      <input
        className="field"
        type="text"
        inputMode={channel === 'sms' ? 'tel' : 'text'}
        autoComplete="off"
        value={value}
        aria-invalid={invalid}
        onChange={(event) => onChange(event.target.value)}
      />
      <span className={invalid ? 'font-700 text-danger' : 'hint numbers'}>
        {address === null ? refusalText('reroute.bad-address') : t('reroute.sendsTo', { address })}
      </span>
    </label>
  );
};
