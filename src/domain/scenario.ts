import type { Decision } from './alert.js';
import type { DistrictChoice, Slots } from './message.js';

/** A step of a scenario: the same Command that an officer or JMA would give, at a scenario time. */
export interface ScenarioStep {
  readonly id: string;
  /** Milliseconds after the scenario's start. */
  readonly at: number;
  readonly action: StepAction;
}

export type StepAction =
  | { readonly do: 'telegram'; readonly file: string }
  | { readonly do: 'call'; readonly text: string; readonly source: string; readonly personal: string | null }
  | { readonly do: 'draft'; readonly as: string; readonly from: DraftFrom; readonly name: string }
  | {
      readonly do: 'edit';
      readonly as: string;
      readonly draft: string;
      readonly slots?: Slots;
      readonly districts?: DistrictChoice;
      readonly decision?: Decision;
    }
  | { readonly do: 'submit'; readonly as: string; readonly draft: string }
  | { readonly do: 'approve'; readonly as: string; readonly draft: string }
  | { readonly do: 'cancel'; readonly as: string; readonly draft: string }
  | { readonly do: 'correct'; readonly as: string; readonly draft: string; readonly cause: string };

/** Where a scenario's draft comes from: the newest open proposal of a kind, a bare kind, or a lift of an earlier draft. */
export type DraftFrom =
  | { readonly proposal: string }
  | { readonly kind: string; readonly slots: Slots; readonly districts: DistrictChoice }
  | { readonly lift: string; readonly districts: DistrictChoice };

/** What should have happened by a scenario time; measured, not asked. */
export interface Expectation {
  readonly id: string;
  readonly text: string;
  /** Milliseconds after the scenario's start before which it is not looked at: 「解除」 is not met before the order. */
  readonly from: number;
  /** Milliseconds after the scenario's start. */
  readonly by: number;
  readonly that: ExpectedThing;
}

export type ExpectedThing =
  | { readonly is: 'proposal'; readonly kind: string }
  | { readonly is: 'refusal'; readonly step: string; readonly code: string }
  | { readonly is: 'issued'; readonly kind: string }
  | { readonly is: 'level'; readonly district: string; readonly level: number | null }
  | { readonly is: 'delivered'; readonly draft: string; readonly channel: string; readonly share: number }
  | { readonly is: 'log'; readonly contains: string };

/** A scenario: a folder under `config/scenarios/`. */
export interface Scenario {
  readonly id: string;
  readonly title: { readonly ja: string; readonly en: string };
  /** Milliseconds UTC at which the scenario's clock starts. */
  readonly startsAt: number;
  readonly steps: readonly ScenarioStep[];
  readonly expectations: readonly Expectation[];
}
