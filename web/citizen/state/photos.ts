/** Which of the picked files can go with a message; the server takes no more. */
export const MOST = 10;
const LARGEST = 30 * 1024 * 1024;

export function fitting(files: File[], already: number) {
  const small = files.filter((file) => file.size <= LARGEST);
  const fit = small.slice(0, Math.max(0, MOST - already));
  return { files: fit, tooLarge: small.length < files.length, tooMany: fit.length < small.length };
}
