import { Body as FromBody, Controller, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { z } from 'zod';
import type { Officer } from '../domain/officer.js';
import { refusalToConfirm, refusalToDecline } from '../domain/staff-change.js';
import { isRefusal, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import { Body } from '../platform/body.js';
import { officerFrom, type OfficerRequest } from '../platform/officer-request.js';
import { tokens } from '../platform/tokens.js';
import { listOfficers, openInvitations, pendingRequests, readStaff } from '../store/staff.store.js';
import { officerNames } from '../store/version.store.js';
import {
  acceptBody,
  askBody,
  confirmBody,
  declineBody,
  invitationBody,
  type AskBody,
  type InvitationShape,
  type ListedOfficerShape,
  type OfficerRequestShape,
  type OfficersShape,
} from '../wire/staff.js';
import { acceptInvitation, lookAtInvitation } from './invitation.js';
import { askChange, confirmChange, declineChange, factsOf, type StaffDeps } from './requests.js';
import type { SignInDeps } from './sign-in-deps.js';

/** Officers and their roles: the list, and changes that one person asks for and another confirms. */
@Controller('api/v1')
export class OfficersController {
  constructor(
    @Inject(tokens.desk) private readonly deps: StaffDeps,
    @Inject(tokens.signIn) private readonly doors: Pick<SignInDeps, 'gate'>,
  ) {}

  @Get('officers')
  @Access('approver', 'administrator')
  officers(@Req() request: OfficerRequest): Promise<OfficersShape> {
    return viewOfficers(this.deps, officerFrom(request));
  }

  @Post('officers/requests')
  @Access('administrator')
  ask(
    @FromBody(new Body(askBody)) body: AskBody,
    @Req() request: OfficerRequest,
  ): Promise<{ id: string } | Refusal> {
    return withId(askChange(this.deps, officerFrom(request), body));
  }

  @Post('officers/requests/:id/confirm')
  @HttpCode(200)
  @Access('approver', 'administrator')
  confirm(
    @Param('id') id: string,
    @FromBody(new Body(confirmBody)) body: z.infer<typeof confirmBody>,
    @Req() request: OfficerRequest,
  ): Promise<{ id: string } | Refusal> {
    return withId(confirmChange(this.deps, officerFrom(request), id, body.secret));
  }

  @Post('officers/requests/:id/decline')
  @HttpCode(200)
  @Access('approver', 'administrator')
  decline(
    @Param('id') id: string,
    @FromBody(new Body(declineBody)) body: z.infer<typeof declineBody>,
    @Req() request: OfficerRequest,
  ): Promise<{ id: string } | Refusal> {
    return withId(declineChange(this.deps, officerFrom(request), id, body.note));
  }

  @Post('invitations/look')
  @HttpCode(200)
  @Access('public')
  look(
    @FromBody(new Body(invitationBody)) body: z.infer<typeof invitationBody>,
  ): Promise<InvitationShape | Refusal> {
    return lookAtInvitation(this.deps, body.secret);
  }

  @Post('invitations/accept')
  @HttpCode(200)
  @Access('public')
  accept(
    @FromBody(new Body(acceptBody)) body: z.infer<typeof acceptBody>,
    @Req() request: OfficerRequest,
  ): Promise<{ login: string } | Refusal> {
    return acceptInvitation({ ...this.deps, gate: this.doors.gate }, request.ip, body);
  }
}

async function withId(work: Promise<string | Refusal>): Promise<{ id: string } | Refusal> {
  const result = await work;
  return isRefusal(result) ? result : { id: result };
}

async function viewOfficers({ store, clock }: StaffDeps, officer: Officer): Promise<OfficersShape> {
  const now = clock.now();
  const tx = store.read;
  const [rows, staff, names] = [await listOfficers(tx), await readStaff(tx), await officerNames(tx)];
  const invited = new Map((await openInvitations(tx)).map(({ officerId, until }) => [officerId, until]));
  const state = (one: (typeof rows)[number]): ListedOfficerShape['state'] => {
    if (one.disabledAt !== null) return 'removed';
    if (one.signsIn) return 'active';
    return (invited.get(one.id) ?? 0) > now ? 'invited' : 'invitation-over';
  };
  const requests = (await pendingRequests(tx, now)).map((row): OfficerRequestShape => {
    const facts = factsOf(row);
    return {
      ...{ id: row.id, kind: row.kind, officerId: row.officerId, login: row.login, name: row.name },
      ...{ before: [...facts.before], after: [...facts.after], reason: row.reason },
      askedBy: { id: row.askedBy, name: names.get(row.askedBy) ?? '' },
      ...{ askedAt: row.askedAt, lapsesAt: row.lapsesAt },
      may: {
        confirm: refusalToConfirm(facts, officer, staff, now)?.refused ?? null,
        decline: refusalToDecline(facts, officer, staff, now)?.refused ?? null,
      },
    };
  });
  const officers = rows.map((one) => ({
    ...{ id: one.id, login: one.login, name: one.name, roles: [...one.roles], state: state(one) },
    ...{ createdAt: one.createdAt, seenAt: one.seenAt },
  }));
  return { officers, requests };
}
