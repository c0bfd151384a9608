import { Body as FromBody, Controller, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { refuse, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import { Body } from '../platform/body.js';
import { tokens } from '../platform/tokens.js';
import { speechBody, type SpeechShape } from '../wire/speech.js';
import type { DeskDeps } from './desk.js';

/** What the loudspeakers will say, to be listened to before it is said. */
@Controller('api/v1/speech')
export class SpeechController {
  constructor(@Inject(tokens.desk) private readonly desk: DeskDeps) {}

  @Post()
  @HttpCode(200)
  @Access('drafter', 'approver', 'headquarters', 'leader')
  async listen(
    @FromBody(new Body(speechBody)) { script }: z.infer<typeof speechBody>,
  ): Promise<SpeechShape | Refusal> {
    const { audio: _earlier, ...asked } = script;
    if (this.desk.speech === null) return refuse('speech.no-voice');
    const broadcast = await this.desk.speech.broadcast(asked);
    if (broadcast === null) return refuse('speech.not-spoken');
    const { audio, lines, timeline } = broadcast;
    return {
      ...audio,
      lines: [...lines],
      timeline: timeline.map((moment) => ({
        part: moment.part,
        ...(moment.part === 'line' && { line: moment.line }),
        from: moment.from,
        to: moment.to,
      })),
    };
  }

  /** A file by its own digest: it never changes. */
  @Get(':file')
  @Access('signed-in')
  async file(
    @Param('file') file: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | Refusal> {
    const digest = /^([0-9a-f]{64})\.wav$/u.exec(file)?.[1];
    const audio = digest === undefined ? null : await this.desk.speech?.readAudio(digest);
    if (!audio) return refuse('speech.unknown');
    void reply
      .header('content-type', 'audio/wav')
      .header('cache-control', 'private, max-age=31536000, immutable');
    return audio;
  }
}
