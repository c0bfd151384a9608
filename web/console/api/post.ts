import i18next from 'i18next';
import { readFailure, unanswered } from './client.js';

/**
 * Sends a body as it is, and gives the answer as it came. Without an Idempotency-Key: for what may come twice.
 * @throws ApiError as `call` does.
 */
export const post = async (path: string, type: string, body: BodyInit): Promise<Response> => {
  const response = await fetch(`/api/v1${path}`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'Accept-Language': i18next.language, 'Content-Type': type, 'X-Todoku-Request': '1' },
    body,
  }).catch(() => null);
  if (response === null) throw unanswered('POST', path);
  if (!response.ok) throw readFailure('POST', path, response.status, await response.text().catch(() => ''));
  return response;
};
