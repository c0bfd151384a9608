import type { Expectation, Scenario } from '../domain/scenario.js';
import type { DrillFacts } from '../store/drill.store.js';

/** What a run knows when it looks at its expectations. */
export interface Measured {
  readonly facts: DrillFacts;
  /** Real time at which the drill began, ms UTC, and the log's head then. */
  readonly since: number;
  readonly logSeq: number;
  readonly drafts: ReadonlyMap<string, string>;
  readonly refusals: readonly { readonly step: string; readonly code: string }[];
}

/** Whether an expectation is met now; measured in the tables, never asked of a person. */
export async function isMet({ that }: Expectation, measured: Measured): Promise<boolean> {
  const { facts, since } = measured;
  switch (that.is) {
    case 'proposal':
      return facts.proposedSince(that.kind, since);
    case 'issued':
      return facts.issuedSince(that.kind, since);
    case 'level':
      return (await facts.level(that.district)) === that.level;
    case 'log':
      return facts.logSays(that.contains, measured.logSeq);
    case 'refusal':
      return measured.refusals.some(({ step, code }) => step === that.step && code === that.code);
    case 'delivered': {
      const share = await facts.handedOff(measured.drafts.get(that.draft) ?? '', that.channel);
      return share !== null && share >= that.share;
    }
  }
}

/** Refusals that no expectation names: something in the drill did not work. */
export const unexpectedRefusals = (
  scenario: Scenario,
  refusals: readonly { readonly step: string; readonly code: string }[],
): readonly { readonly step: string; readonly code: string }[] =>
  refusals.filter(
    ({ step, code }) =>
      !scenario.expectations.some(
        ({ that }) => that.is === 'refusal' && that.step === step && that.code === code,
      ),
  );
