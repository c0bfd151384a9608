import type { DistrictChoice, Slots } from '../domain/message.js';

/** What a draft starts from. */
export type DraftSource =
  | { readonly proposalId: string }
  | {
      readonly kind: string;
      readonly slots?: Slots | undefined;
      readonly districts?: DistrictChoice | undefined;
    }
  | { readonly liftOf: string; readonly districts: DistrictChoice }
  | { readonly extendOf: string };
