import { post } from './post.js';

/**
 * Sends bytes as they are: the same bytes are the same file, however often they come.
 * @throws ApiError as `call` does.
 */
export const upload = async <Result>(path: string, bytes: Blob): Promise<Result> => {
  const response = await post(path, 'application/octet-stream', bytes);
  return (await response.json()) as Result;
};
