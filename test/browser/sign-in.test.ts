import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import type { VersionShape } from '../../src/wire/alert.js';
import { startTestHub, type Credentials, type TestHub } from '../support/hub.js';
import { browserTest, faultsOf, hold, launch, missing, openDesk, typePhrase } from './support.js';

let browser: Browser;
let hub: TestHub;
/** Passkeys belong to a name; an address of digits has none. */
let url: string;
beforeAll(async () => {
  if (missing !== null) return;
  browser = await launch();
  hub = await startTestHub({ secondFactor: 'required', otherWorldUrl: 'https://todoku.example.jp' });
  url = hub.url.replace('127.0.0.1', 'localhost');
}, 120_000);
afterAll(async () => {
  if (missing !== null) return;
  await browser.close();
  await hub.close();
});

/** A device with a fingerprint reader that always says yes. */
const giveAuthenticator = async (page: Page): Promise<void> => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
};
const password = async (page: Page, officer: Credentials): Promise<void> => {
  await page.goto(url);
  await page.locator('input[autocomplete=username]').fill(officer.login);
  await page.locator('input[type=password]').fill(officer.password);
  await page.getByRole('button', { name: 'サインインする', exact: true }).click();
};
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const home = (page: Page) => page.locator('#levels').waitFor();
/** Codes of one half minute work once; the test need not wait for the next. */
const forgetSteps = () => hub.hub.store.write(({ sql }) => sql('UPDATE second_factors SET last_step = 0'));

/** Nine minutes before her session ends she signs in again where she stands. */
async function renewByPasskey(page: Page, faults: string[]): Promise<void> {
  const soon = Date.now() + 9 * 60_000;
  await hub.hub.store.write(({ sql }) => sql('UPDATE sessions SET expires_at = $1', soon));
  await page.goto(`${url}/log`);
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  const bar = page.locator('[data-session-ends=over]');
  await bar.waitFor();
  await button(page, 'サインインし直す').click();
  const dialog = page.locator('dialog[open]');
  await dialog.waitFor();
  faults.push(...(await faultsOf(page, 'renewal')));
  await dialog.getByRole('button', { name: 'パスキーでサインインする' }).click();
  await dialog.waitFor({ state: 'detached' });
  await bar.waitFor({ state: 'detached' });
  const longest = await hub.hub.store.read.sql<{ at: number }>('SELECT MAX(expires_at) AS at FROM sessions');
  expect(longest[0]?.at).toBeGreaterThan(soon);
  expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
}

/** A draft that is ready for the check, written over the page's own session. */
const written = async (page: Page): Promise<VersionShape> => {
  const headers = { 'x-todoku-request': '1' };
  const { request } = page.context();
  const data = { kind: 'evacuation-instruction', slots: { hazard: 'landslide' }, districts: 'all' };
  const opened = await request.post(`${url}/api/v1/drafts`, { headers, data });
  const { id, revision, slots, districts, channels } = (await opened.json()) as VersionShape;
  const decision = { by: '町長（架空）', means: 'phone' };
  const edited = await request.put(`${url}/api/v1/drafts/${id}`, {
    headers,
    data: { revision, slots, districts, channels, decision },
  });
  return (await edited.json()) as VersionShape;
};

describe('where a second factor is required, on a real hub', () => {
  browserTest('the page for signing in leads to the other world, and says which one that is', async () => {
    const { context, page } = await openDesk(browser, { language: 'ja', theme: 'night', width: 320 });
    await page.goto(url);
    const link = page.locator('[data-other-world]');
    await link.waitFor();
    expect(await link.getAttribute('href')).toBe('https://todoku.example.jp');
    expect(await link.innerText()).toBe('● 本番の画面へ');
    const card = page.getByRole('navigation', { name: 'もう一方の画面' });
    for (const words of ['ここから先は本番です', '住民に届きます', 'todoku.example.jp'])
      expect(await card.innerText()).toContain(words);
    expect(await faultsOf(page, 'sign-in')).toEqual([]);
    await context.close();
  });

  browserTest(
    'first sign-in → passkey or app → recovery codes → sign-in by passkey → proof at submit and at approve',
    async () => {
      const [duty, chief] = hub.officers;
      const look = { language: 'ja', theme: 'day', width: 1280 } as const;
      const { page: hers } = await openDesk(browser, look);
      const { page: his } = await openDesk(browser, { ...look, theme: 'night', width: 320 });
      const faults: string[] = [];
      for (const page of [hers, his]) page.on('pageerror', (error) => faults.push(error.message));
      await giveAuthenticator(hers);

      await password(hers, duty);
      await button(hers, 'パスキーを登録する').waitFor();
      faults.push(...(await faultsOf(hers, 'enrol')));
      await button(hers, 'パスキーを登録する').click();
      await hers.locator('[data-recovery-codes] li').nth(9).waitFor();
      faults.push(...(await faultsOf(hers, 'recovery codes')));
      // The browser comes back to the window and asks again who is signed in: the codes stay.
      await hers.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
      await button(hers, '控えたので、次へ進む').click();
      await home(hers);
      await button(hers, 'サインアウト').click();
      await button(hers, 'パスキーでサインインする').waitFor();
      faults.push(...(await faultsOf(hers, 'sign-in')));
      await button(hers, 'パスキーでサインインする').click();
      await home(hers);
      await renewByPasskey(hers, faults);

      await password(his, chief);
      await button(his, '認証アプリを登録する').click();
      const secret = (await his.locator('[data-secret]').innerText()).replaceAll(' ', '');
      const code = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate();
      await his.getByAltText(/QRコード/).waitFor();
      faults.push(...(await faultsOf(his, 'app at 320 px')));
      await his.locator('input[autocomplete=one-time-code]').fill(code());
      await button(his, 'この認証アプリを使う').click();
      await button(his, '控えたので、次へ進む').click();
      await home(his);
      await forgetSteps();

      const draft = await written(hers);
      await hers.goto(`${url}/drafts/${draft.id}/check`);
      await hers.locator('button.hold').waitFor();
      await typePhrase(hers);
      await hold(hers, 2300);
      await hers.waitForURL(/versions/);
      const waiting = hers.url();

      await his.goto(waiting);
      await hold(his, 2300);
      const dialog = his.getByRole('dialog');
      await dialog.getByText('確かめると、すぐに発令されます').waitFor();
      faults.push(...(await faultsOf(his, 'step-up at 320 px, night')));
      await button(his, 'やめる').click();
      await his.locator('[data-failure]', { hasText: 'まだ何も実行していません' }).waitFor();
      expect(
        (await hub.hub.store.read.sql('SELECT id FROM versions WHERE issued_at IS NOT NULL')).length,
      ).toBe(0);
      await hold(his, 2300);
      const field = dialog.locator('input[autocomplete=one-time-code]');
      await field.fill('000000');
      await field.press('Enter');
      await button(his, '確かめて続ける').click();
      await dialog.locator('[data-failure]', { hasText: '確認コードが違います' }).waitFor();
      await field.fill(code());
      await button(his, '確かめて続ける').click();
      await his.waitForURL(/alerts/);
      expect(
        (await hub.hub.store.read.sql('SELECT id FROM versions WHERE issued_at IS NOT NULL')).length,
      ).toBe(1);

      await hers.goto(`${url}/me`);
      await hers.locator('[data-passkeys] li').waitFor();
      expect(await hers.locator('[data-sessions] li').first().innerText()).toContain('この端末');
      faults.push(...(await faultsOf(hers, 'own settings')));
      await his.goto(`${url}/me`);
      await his.getByText('残り10個').waitFor();
      faults.push(...(await faultsOf(his, 'own settings at 320 px, night')));
      expect(faults).toEqual([]);
    },
    240_000,
  );
});
