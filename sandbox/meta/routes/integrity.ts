/** Names and descriptions that suggest somebody's health or financial state are flagged. */

const SUGGESTIVE =
  /\b(diabet\w*|cancer|asthma|arthritis|depress\w*|anxiety|pregnan\w*|obes\w*|hiv|disease|patients?|credit scores?|high income|low income|bankrupt\w*|debts?|loans?|mortgages?|payday)\b/i;

export function violationsOf(texts: { name: string; description: string }): string[] {
  return (['name', 'description'] as const).filter((field) => SUGGESTIVE.test(texts[field]));
}
