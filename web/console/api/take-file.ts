import i18next from 'i18next';
import { failed, offline, readProblem } from './client.js';

/**
 * Asks the hub for a file and hands it to the browser's downloads, under the name that the hub gives it.
 * @throws ApiError as `call` does
 */
export const takeFile = async (path: string, body: unknown): Promise<void> => {
  const response = await fetch(`/api/v1${path}`, {
    method: 'POST',
    headers: {
      'Accept-Language': i18next.language,
      'Content-Type': 'application/json',
      'X-Todoku-Request': '1',
    },
    credentials: 'same-origin',
    body: JSON.stringify(body),
  }).catch(() => null);
  if (response === null) throw offline();
  if (!response.ok) throw failed(await readProblem(response));
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'todoku';
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold on it by then; kept longer, the addresses would stay in the page's memory.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
};
