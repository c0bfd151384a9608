import { useQuery } from '@tanstack/react-query';
import { reads, useTown } from '../api/queries.js';
import { standingOf } from '../api/standing.js';
import type { KindShape, SlotSpec } from '../api/types.js';
import { Section } from '../shell/page.js';
import { districtWords, label, useText } from '../text/labels.js';
import { ChannelFields } from './channel-fields.js';
import { DecisionFields } from './decision-fields.js';
import { DistrictFields } from './district-fields.js';
import { fieldOf, needsDecision, type DecisionSoFar } from './missing.js';
import { namesNoShelter, ordersIn, ordersOfKind, unionOf } from './orders.js';
import { SlotField } from './slot-field.js';
import type { Form } from './form.js';

interface Props {
  readonly kind: KindShape;
  readonly form: Form;
  /** It follows another version: a lift, or an extension. */
  readonly follows: boolean;
  readonly alertId: string;
  readonly edit: (change: Partial<Form>) => void;
}
type AllProps = Props & {
  readonly decision: DecisionSoFar;
  readonly onDecision: (decision: DecisionSoFar) => void;
};

/** Everything that a draft asks for, from what to by which channels. */
export const DraftFields = ({ kind, form, decision, follows, alertId, edit, onDecision }: AllProps) => {
  const t = useText();
  return (
    <div className="grid gap-4">
      {Object.keys(kind.slots).length > 0 && (
        <Section id="content" title={t('draft.content')}>
          <SlotFields kind={kind} form={form} follows={follows} edit={edit} />
        </Section>
      )}
      <Section id="where" title={t('district.label')}>
        <div id={fieldOf.districts}>
          <Where kind={kind} form={form} follows={follows} alertId={alertId} edit={edit} />
        </div>
      </Section>
      {needsDecision(kind) && (
        <Section id="decision" title={t('decision.title')}>
          <DecisionFields value={decision} onChange={onDecision} />
        </Section>
      )}
      <Section id="channels" title={t('draft.channels')}>
        <ChannelFields
          offered={kind.channels}
          value={form.channels}
          reasons={form.leftOut ?? {}}
          onChange={edit}
        />
      </Section>
    </div>
  );
};

type Slots = Form['slots'];

const without = (slots: Slots, name: string): Slots => {
  const { [name]: _, ...others } = slots;
  return others;
};

/** The change that filling one slot means: orders bring the message's districts, and a level 5 takes its shelters. */
const changeOf = (form: Form, kind: KindShape, name: string, value: Slots[string] | null): Partial<Form> => {
  const others = without(form.slots, name);
  const slots = value === null ? others : { ...others, [name]: value };
  if (kind.slots[name]?.type !== 'orders') return { slots };
  const orders = ordersIn(slots[name]);
  const districts = unionOf(orders);
  return { slots: namesNoShelter(orders) ? without(slots, 'shelters') : slots, districts };
};

/** A lift names what it lifts; what follows a message keeps its hazard (another danger is another alert). */
const isFixed = (kind: KindShape, name: string, spec: SlotSpec, follows: boolean): boolean =>
  kind.effects === 'lift' ? spec.values !== undefined : follows && name === 'hazard';

const SlotFields = ({ kind, form, follows, edit }: Omit<Props, 'alertId'>) => {
  const t = useText();
  const noShelter = namesNoShelter(ordersOfKind(kind, form.slots));
  return (
    <div className="grid gap-5">
      {Object.entries(kind.slots).map(([name, spec]) =>
        noShelter && spec.type === 'shelters' ? (
          <div key={name}>
            <p className="font-700">{label('slot', name)}</p>
            <p>{t('orders.noShelter')}</p>
          </div>
        ) : (
          <div key={name} id={fieldOf.slot(name)}>
            <SlotField
              name={name}
              spec={spec}
              slots={form.slots}
              fixed={isFixed(kind, name, spec, follows)}
              onChange={(value) => edit(changeOf(form, kind, name, value))}
            />
          </div>
        ),
      )}
    </div>
  );
};

/** The districts; those of a combined message are its orders' and are not asked for twice. */
const Where = ({ kind, form, follows, alertId, edit }: Props) => {
  const t = useText();
  const town = useTown();
  const hazard = typeof form.slots['hazard'] === 'string' ? form.slots['hazard'] : null;
  const state = useQuery(reads.state).data;
  if (ordersOfKind(kind, form.slots) !== null)
    return <p>{t('orders.where', { where: districtWords(form.districts, town) || t('district.none') })}</p>;
  // What is not in force cannot be lifted; what stopped being in force since stays, to be taken out.
  const chosen = form.districts === 'all' ? [] : form.districts;
  const only =
    kind.effects === 'lift' && follows
      ? [...(state === undefined ? [] : standingOf(state, alertId, hazard)), ...chosen]
      : undefined;
  return (
    <DistrictFields
      town={town}
      value={form.districts}
      hazard={only === undefined ? hazard : null}
      {...(only !== undefined && { only })}
      onChange={(districts) => edit({ districts })}
    />
  );
};
