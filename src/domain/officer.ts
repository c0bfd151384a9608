/**
 * What an officer may do; one person may hold several roles. `headquarters`: chronology, tasks, deliveries and map, no alert.
 * `leader`: drills. `reader`: agencies that read along, without personal data. Which role opens which route: `authorization.ts`.
 */
export const officerRoles = [
  'drafter',
  'approver',
  'headquarters',
  'leader',
  'administrator',
  'reader',
] as const;
export type OfficerRole = (typeof officerRoles)[number];

/** The officer of a command, as the desk sees her. */
export interface Officer {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly OfficerRole[];
}

export const hasRole = (officer: Officer, role: OfficerRole): boolean => officer.roles.includes(role);
