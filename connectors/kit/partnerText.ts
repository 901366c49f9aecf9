/** What of a partner's own words may be kept and shown: reasons are stored with customers and connections, and stand in logs. */

/** Without e-mail addresses, tokens and hashes (words of 32 characters and more), control characters, and all that is too long. */
export function shownText(text: string): string {
  return text
    .replaceAll(/[^\s"'<>(),:]+@[^\s"'<>(),:]+|[\w-]{32,}/g, '…')
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 300);
}
