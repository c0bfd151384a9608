import { Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { Channel, ChannelId } from '../domain/channel.js';
import { hasRole, type Officer } from '../domain/officer.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import type { World } from '../domain/world.js';
import { Access } from '../platform/access.js';
import type { OfficerRequest } from '../platform/officer-request.js';
import { languageOf } from '../platform/problem.js';
import { tokens } from '../platform/tokens.js';
import type { ChannelTestShape } from '../wire/channel-test.js';
import { createChannelTest, type ChannelTestDeps } from './channel-test.js';

/** Who may try a channel: it costs money, and rings a telephone. In a drill its leader, too: nobody administers one. */
const mayTest = (officer: Officer, world: World): boolean =>
  hasRole(officer, 'administrator') || (world === 'drill' && hasRole(officer, 'leader'));

/** `todoku channel test`, through the running hub: by the machine's own token, or by an officer on the console. */
@Controller('api/v1/channels')
export class ChannelTestController {
  private readonly test: ReturnType<typeof createChannelTest>;

  constructor(
    @Inject(tokens.desk) private readonly deps: ChannelTestDeps,
    @Inject(tokens.channels) channels: readonly Channel[],
    @Inject(tokens.testAddresses) addresses: Readonly<Partial<Record<ChannelId, string>>>,
  ) {
    this.test = createChannelTest(deps, channels, addresses);
  }

  @Post(':id/test')
  @HttpCode(200)
  @Access('machine', 'leader', 'administrator')
  async run(@Param('id') id: string, @Req() request: OfficerRequest): Promise<ChannelTestShape | Refusal> {
    const { say, world } = this.deps;
    const { officer } = request;
    if (officer && !mayTest(officer, world)) return refuse('officer.lacks-role', { roles: 'administrator' });
    const answer = await this.test(id, officer?.name ?? say('ja', 'log.hub'));
    if (isRefusal(answer)) return answer;
    const { outcome, took } = answer;
    const why = 'why' in outcome ? outcome.why : null;
    const language = languageOf(request.headers['accept-language']);
    return {
      channel: id as ChannelId,
      result: outcome.result,
      code: why?.code ?? null,
      why: why === null ? null : say(language, why.code),
      detail: why?.detail ?? null,
      took,
    };
  }
}
