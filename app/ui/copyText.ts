/** The browser's clipboard. */

/** False where the browser lets nobody copy: the merchant then selects the text and copies it by hand. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
