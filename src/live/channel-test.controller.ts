import { Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { Channel, ChannelId } from '../domain/channel.js';
import { isRefusal, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import type { OfficerRequest } from '../platform/officer-request.js';
import { languageOf } from '../platform/problem.js';
import { tokens } from '../platform/tokens.js';
import type { ChannelTestShape } from '../wire/channel-test.js';
import { createChannelTest, type ChannelTestDeps } from './channel-test.js';

/** `todoku channel test`, through the running hub: by the machine's own token, or by an officer who is signed in. */
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
  @Access('machine')
  async run(@Param('id') id: string, @Req() request: OfficerRequest): Promise<ChannelTestShape | Refusal> {
    const { say } = this.deps;
    const answer = await this.test(id, request.officer?.name ?? say('ja', 'log.hub'));
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
