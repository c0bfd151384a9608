import { Body as FromBody, Controller, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { largestAttachment, typeOfBytes } from '../domain/attachment.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import type { Clock } from '../platform/clock.js';
import { sha256 } from '../platform/digest.js';
import { tokens } from '../platform/tokens.js';
import { keepAttachment, readAttachment } from '../store/attachment.store.js';
import type { Store } from '../store/store.js';
import type { UploadShape } from '../wire/chronology.js';

interface AttachmentDeps {
  readonly store: Store;
  readonly clock: Clock;
}

const endings = { 'image/jpeg': 'jpg', 'image/png': 'png', 'application/pdf': 'pdf' } as const;

/** Photos and documents of the chronology: uploaded first, then named by an entry. */
@Controller('api/v1/chronology/attachments')
export class AttachmentsController {
  constructor(@Inject(tokens.desk) private readonly deps: AttachmentDeps) {}

  /** Refusals: `attachment.too-large`, `attachment.wrong-type`. */
  @Post()
  @HttpCode(200)
  @Access('drafter', 'approver', 'headquarters', 'leader')
  async upload(@FromBody() bytes: unknown): Promise<UploadShape | Refusal> {
    if (!Buffer.isBuffer(bytes)) return refuse('attachment.wrong-type');
    if (bytes.length > largestAttachment) return refuse('attachment.too-large');
    const type = typeOfBytes(bytes);
    if (type === null) return refuse('attachment.wrong-type');
    const { store, clock } = this.deps;
    const facts = { sha256: sha256(bytes), type, size: bytes.length };
    await store.write((tx) => keepAttachment(tx, facts, bytes, clock.now()), 'ordinary');
    return facts;
  }

  /** A file by its own digest. What it is was judged by its bytes; a browser runs nothing of it, and shows no PDF in place. */
  @Get(':sha256')
  @Access('signed-in')
  async file(
    @Param('sha256') digest: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | Refusal> {
    const known = /^[0-9a-f]{64}$/u.test(digest);
    const found = known ? await readAttachment(this.deps.store.read, digest) : null;
    if (found === null) return refuse('attachment.unknown');
    const shown = found.type === 'application/pdf' ? 'attachment' : 'inline';
    void reply.headers({
      'content-type': found.type,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'content-disposition': `${shown}; filename="${digest.slice(0, 12)}.${endings[found.type]}"`,
      // Its digest never means other bytes; but what is erased here must not stay in browsers for long.
      'cache-control': 'private, max-age=3600',
    });
    return found.bytes;
  }
}
