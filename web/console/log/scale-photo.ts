/** Pixels of the longest side: legible on a wall, and some hundred kilobytes. */
const longest = 2048;
const quality = 0.85;

/**
 * A photo as it is sent: upright, scaled down, and drawn anew as JPEG, which leaves behind all that a camera wrote beside the
 * picture, the place where it was taken too.
 * @throws Error where the browser can't open it.
 */
export const scalePhoto = async (file: Blob): Promise<Blob> => {
  const image = await createImageBitmap(file);
  const ratio = Math.min(1, longest / Math.max(image.width, image.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(image.width * ratio));
  canvas.height = Math.max(1, Math.round(image.height * ratio));
  const onto = canvas.getContext('2d');
  if (onto === null) throw new Error('no canvas');
  // What is transparent would turn black.
  onto.fillStyle = '#ffffff';
  onto.fillRect(0, 0, canvas.width, canvas.height);
  onto.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('no picture')) : resolve(blob)),
      'image/jpeg',
      quality,
    ),
  );
};
