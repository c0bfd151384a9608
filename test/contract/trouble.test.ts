import { beforeAll, describe, expect, test } from '@jest/globals';
import i18next from 'i18next';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { paths } from '../../src/platform/paths.js';
import { radioHolders } from '../../src/wire/radio.js';
import { troubleText } from '../../web/console/text/trouble.js';

const table = (language: string, name: string): object =>
  JSON.parse(readFileSync(join(paths.locales, language, `${name}.json`), 'utf8')) as object;

beforeAll(async () => {
  const resources = Object.fromEntries(
    ['ja', 'en'].map((language) => [
      language,
      { console: table(language, 'console'), errors: table(language, 'errors') },
    ]),
  );
  await i18next.init({ resources, ns: ['console', 'errors'], defaultNS: 'console', lng: 'ja' });
});

describe('why a channel is in trouble', () => {
  test.each([
    ...radioHolders,
    'maintenance',
    'not-probed',
    'unreachable',
    'unknown',
    'radio.halted',
    'radio.stale',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'CERT_HAS_EXPIRED',
  ])('%s is said in words alone', (detail) => {
    const words = troubleText(detail);
    expect(words).toMatch(/[ぁ-んァ-ヶ一-龠]/);
    expect(words).not.toContain(detail);
  });

  test.each([
    ['connect ECONNREFUSED 127.0.0.1:3001', '相手が接続を受け付けません'],
    ['getaddrinfo ENOTFOUND fcm.googleapis.com', '相手の名前が引けません'],
    ['getaddrinfo EAI_AGAIN api.twilio.com', '相手の名前が引けません'],
    ['The operation was aborted due to timeout', '時間内に応答がありません'],
    ['503', '相手の側で障害が起きています'],
    ['401', '認証情報が通りません'],
  ])('%s is said in words, with what a technician reads behind them', (detail, words) => {
    expect(troubleText(detail)).toBe(
      `${words}${words.startsWith('相手の名前') ? '（DNS）' : ''}（${detail}）`,
    );
  });

  test.each([
    ['proxy 401', 'ユーザー名とパスワード', 'user and password'],
    ['proxy 407', 'ユーザー名とパスワード', 'user and password'],
    ['proxy 403', '通しません', 'let this hub through'],
    ['proxy 502', '相手につながりません', 'does not reach the far end'],
    ['proxy 405', '接続を作りません', 'makes no connection'],
    ['proxy timeout', '応答がありません', 'no answer'],
    ['proxy tunnel', '切れました', 'broke'],
    ['proxy ECONNREFUSED', 'につながりません', 'cannot be reached'],
    ['proxy HPE_INVALID_CONSTANT', '接続を作りません', 'makes no connection'],
    ['proxy SELF_SIGNED_CERT_IN_CHAIN', '信頼できません', 'not trusted'],
  ])('%s names the town’s proxy, in both languages', async (detail, ja, en) => {
    expect(troubleText(detail)).toMatch(new RegExp(`^役場の外向きプロキシ.*${ja}.*（${detail}）$`));
    await i18next.changeLanguage('en');
    expect(troubleText(detail)).toMatch(
      new RegExp(`outbound proxy.*${en}.* \\(${detail}\\)$|${en}.*outbound proxy.*${detail}`),
    );
    await i18next.changeLanguage('ja');
  });

  test('what there are no words for is shown as it came, whatever it holds', () => {
    for (const detail of ['suspended', 'a: b.c {{words}}', '', 'ECONNODD'])
      expect(troubleText(detail)).toBe(detail);
  });
});
