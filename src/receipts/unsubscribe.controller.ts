import { Controller, Get, Header, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { Channel } from '../domain/channel.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import type { Clock } from '../platform/clock.js';
import type { Say } from '../platform/sentences.js';
import { tokens } from '../platform/tokens.js';
import { optOut } from '../store/opt-out.store.js';
import type { Store } from '../store/store.js';

/** The desk's parts as far as they are needed here. */
interface Parts {
  readonly store: Store;
  readonly clock: Clock;
  readonly say: Say;
}

/**
 * A resident leaves a channel by the link in a message. The link is signed by its channel, so it needs no session. Looking
 * at it changes nothing, since mail programs open links by themselves; the button, and RFC 8058's one click, do.
 */
@Controller('receipts/:channel/unsubscribe/:token')
export class UnsubscribeController {
  constructor(
    @Inject(tokens.channels) private readonly channels: readonly Channel[],
    @Inject(tokens.desk) private readonly parts: Parts,
  ) {}

  @Get()
  @Access('public')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'no-store')
  @Header('referrer-policy', 'no-referrer')
  ask(@Param('channel') channel: string, @Param('token') token: string): string | Refusal {
    if (this.refOf(channel, token) === null) return refuse('unsubscribe.forged');
    return this.page('unsubscribe.ask', 'unsubscribe.button');
  }

  @Post()
  @HttpCode(200)
  @Access('public')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('referrer-policy', 'no-referrer')
  async leave(@Param('channel') channel: string, @Param('token') token: string): Promise<string | Refusal> {
    const found = this.refOf(channel, token);
    if (found === null) return refuse('unsubscribe.forged');
    const { store, clock } = this.parts;
    // A delivery that was erased since has no address any more: nothing is sent there either.
    await store.write((tx) => optOut(tx, found.id, found.ref, clock.now()), 'needed');
    return this.page('unsubscribe.done', null);
  }

  private refOf(id: string, token: string): { id: Channel['id']; ref: string } | null {
    const channel = this.channels.find((one) => one.id === id);
    const ref = channel?.readOptOut?.(token) ?? null;
    return channel === undefined || ref === null ? null : { id: channel.id, ref };
  }

  /** Both languages that we can vouch for, one below the other; the form posts to where it stands. */
  private page(text: string, button: string | null): string {
    const { say } = this.parts;
    const words = (['ja', 'en'] as const).map(
      (language) => `<p lang="${language}">${say(language, text)}</p>`,
    );
    const label = button === null ? '' : `${say('ja', button)} / <span lang="en">${say('en', button)}</span>`;
    const form =
      label === ''
        ? ''
        : `<form method="post"><button style="font-size:1.25rem;padding:.75rem 1.5rem">${label}</button></form>`;
    return (
      `<!doctype html><html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
      `<title>${say('ja', 'mail.unsubscribe')}</title></head>` +
      `<body style="font-size:1.125rem;line-height:1.7;max-width:40rem;margin:2rem auto;padding:0 1rem">` +
      `<main>${words.join('')}${form}</main></body></html>`
    );
  }
}
