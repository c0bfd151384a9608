import { post } from './post.js';
import { saveFile } from './save-file.js';

/**
 * Asks the hub for a file and hands it to the browser's downloads, under the name that the hub gives it.
 * @throws ApiError as `call` does
 */
export const takeFile = async (path: string, body: unknown): Promise<void> => {
  const response = await post(path, 'application/json', JSON.stringify(body));
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'todoku';
  saveFile(await response.blob(), name);
};
