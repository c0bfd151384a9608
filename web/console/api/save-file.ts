/** Hands a file to the browser's downloads, under a name. */
export const saveFile = (file: Blob, name: string): void => {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold on it by then; kept longer, the addresses would stay in the page's memory.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
};
