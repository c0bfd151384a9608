import type { World } from '../domain/world.js';
import { errorSentences } from '../platform/api-document.js';

const mark: Record<World, string> = { live: '● 本番', drill: '◇ 訓練' };
const colours: Record<World, string> = { live: '#b00020', drill: '#0017c1' };

const page = (title: string, head: string, body: string): string =>
  `<!doctype html><html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<title>${title}</title>${head}</head>` +
  `<body style="margin:0;font-size:1rem;line-height:1.7;font-family:sans-serif">${body}</body></html>`;

/** The document as a page. Nothing can be tried out on it: no alert may leave from a page of documentation. */
export const apiPage = (world: World): string =>
  page(
    `${mark[world]} API`,
    `<link rel="icon" href="/favicon-${world}.svg"><script type="module" src="/docs/rapidoc.js"></script>`,
    `<p style="margin:0;padding:.5rem 1rem;color:#fff;background:${colours[world]}">${mark[world]}</p>` +
      `<div style="overflow-x:auto"><rapi-doc spec-url="/openapi.json" load-fonts="false" allow-try="false" allow-server-selection="false" ` +
      `allow-authentication="false" show-header="false" render-style="read" theme="light" primary-color="#0017c1" ` +
      `font-size="largest" schema-style="table" style="height:calc(100vh - 2.8rem)"></rapi-doc></div>`,
  );

/** A sentence with its variables left open. */
const escaped = (text: string): string =>
  text
    .replaceAll(/\{\{[^}]*\}\}/g, '…')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

/** Every code of a refusal with its sentences, each under its own anchor. */
export function errorsPage(): string {
  const [ja, en] = [errorSentences('ja'), errorSentences('en')];
  const entries = Object.keys(ja)
    .sort()
    .map(
      (code) =>
        `<h2 id="${code}" style="font-size:1.125rem">${code}</h2>` +
        `<p>${escaped(ja[code] ?? '')}<br><span lang="en">${escaped(en[code] ?? '')}</span></p>`,
    );
  const main = `<main style="max-width:50rem;margin:0 auto;padding:1rem"><h1>エラーの一覧 / <span lang="en">Errors</span></h1>`;
  return page('エラーの一覧', '', `${main}${entries.join('')}</main>`);
}
