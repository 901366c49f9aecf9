/** Fetches a file with the visit's own proof, which no address may carry, and hands it to the browser to save. */

/** How long the browser may take to begin with what it was handed, in milliseconds. */
const HANDED_MS = 60_000;

/** @returns The status of a refusal; null when the file is saved. Throws when nobody answers. */
export async function saveFile(address: string, fallbackName: string): Promise<number | null> {
  const answer = await fetch(address);
  if (!answer.ok) return answer.status;
  const name = /filename="([^"]+)"/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1] ?? fallbackName;
  const url = URL.createObjectURL(await answer.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), HANDED_MS);
  return null;
}
