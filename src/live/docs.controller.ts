import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import { refuse, type Refusal } from '../domain/refusal.js';
import type { World } from '../domain/world.js';
import { Access } from '../platform/access.js';
import type { OfficerRequest } from '../platform/officer-request.js';
import { tokens } from '../platform/tokens.js';
import { apiPage, errorsPage } from './docs-pages.js';

export interface ApiDocs {
  readonly world: World;
  /** The OpenAPI document, made when it is first asked for. */
  document(): unknown;
}

const html = 'text/html; charset=utf-8';

/** The API's documentation from the hub itself. It holds no secret; the live hub shows it to signed-in officers all the same (ADR 0053). */
@Controller()
export class DocsController {
  constructor(@Inject(tokens.apiDocs) private readonly docs: ApiDocs) {}

  @Get('openapi.json')
  @Access('public')
  document(@Req() request: OfficerRequest): unknown {
    return this.closed(request) ?? this.docs.document();
  }

  @Get('docs')
  @Access('public')
  @Header('content-type', html)
  page(@Req() request: OfficerRequest): string | Refusal {
    return this.closed(request) ?? apiPage(this.docs.world);
  }

  /** Where the `type` of every refusal leads. */
  @Get('docs/errors')
  @Access('public')
  @Header('content-type', html)
  errors(): string {
    return errorsPage();
  }

  private closed({ officer }: OfficerRequest): Refusal | null {
    return this.docs.world === 'live' && !officer ? refuse('session.none') : null;
  }
}
