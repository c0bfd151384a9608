import { Controller, Get, Header, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import type { Channel } from '../domain/channel.js';
import { bcp47, isLanguage, type Language } from '../domain/language.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import type { Clock } from '../platform/clock.js';
import { toldIn, type PhraseKey, type ResidentPhrases } from '../platform/resident-phrases.js';
import { tokens } from '../platform/tokens.js';
import { optOut } from '../store/opt-out.store.js';
import type { Store } from '../store/store.js';

/** The desk's parts as far as they are needed here. */
interface Parts {
  readonly store: Store;
  readonly clock: Clock;
}

/** The language of the mail that the link stood in; a link of before had none. */
const languageOf = (asked: unknown): Language =>
  typeof asked === 'string' && isLanguage(asked) ? asked : 'ja';

/**
 * A resident leaves a channel by the link in a message. The link is signed by its channel, so it needs no session. Looking
 * at it changes nothing, since mail programs open links by themselves; the button, and RFC 8058's one click, do.
 */
@Controller('receipts/:channel/unsubscribe/:token')
export class UnsubscribeController {
  constructor(
    @Inject(tokens.channels) private readonly channels: readonly Channel[],
    @Inject(tokens.desk) private readonly parts: Parts,
    @Inject(tokens.phrases) private readonly phrases: ResidentPhrases,
  ) {}

  @Get()
  @Access('public')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'no-store')
  @Header('referrer-policy', 'no-referrer')
  ask(
    @Param('channel') channel: string,
    @Param('token') token: string,
    @Query('lang') lang: unknown,
  ): string | Refusal {
    if (this.refOf(channel, token) === null) return refuse('unsubscribe.forged');
    return this.page(languageOf(lang), 'mail.leave-ask', 'mail.unsubscribe');
  }

  @Post()
  @HttpCode(200)
  @Access('public')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('referrer-policy', 'no-referrer')
  async leave(
    @Param('channel') channel: string,
    @Param('token') token: string,
    @Query('lang') lang: unknown,
  ): Promise<string | Refusal> {
    const found = this.refOf(channel, token);
    if (found === null) return refuse('unsubscribe.forged');
    const { store, clock } = this.parts;
    // A delivery that was erased since has no address any more: nothing is sent there either.
    await store.write((tx) => optOut(tx, found.id, found.ref, clock.now()), 'needed');
    return this.page(languageOf(lang), 'mail.leave-done', null);
  }

  private refOf(id: string, token: string): { id: Channel['id']; ref: string } | null {
    const channel = this.channels.find((one) => one.id === id);
    const ref = channel?.readOptOut?.(token) ?? null;
    return channel === undefined || ref === null ? null : { id: channel.id, ref };
  }

  /** In the language of the mail first; the form posts to where it stands. */
  private page(own: Language, text: PhraseKey, button: PhraseKey | null): string {
    const { phrases } = this;
    const said = (key: PhraseKey) =>
      toldIn(own).map((language) => ({
        lang: bcp47(language),
        words: phrases.say(language, key),
      }));
    const words = said(text).map((one) => `<p lang="${one.lang}">${one.words}</p>`);
    const labels = (button === null ? [] : said(button)).map(
      (one) => `<span lang="${one.lang}">${one.words}</span>`,
    );
    const form =
      labels.length === 0
        ? ''
        : `<form method="post"><button style="font:inherit;padding:.75rem 1.5rem">${labels.join(' / ')}</button></form>`;
    return (
      `<!doctype html><html lang="${bcp47(own)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
      `<meta name="color-scheme" content="light dark"><title>${phrases.say(own, 'mail.unsubscribe')}</title></head>` +
      `<body style="font-size:1.25rem;line-height:1.7;max-width:40rem;margin:2rem auto;padding:0 1rem">` +
      `<main>${words.join('')}${form}</main></body></html>`
    );
  }
}
