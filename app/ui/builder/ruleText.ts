/** A rule as a form carries it: JSON in a text, to be checked by whoever takes it. */
import { z } from 'zod';

/** Fifty conditions of fifty long texts each are shorter. */
const MOST_LETTERS = 1_000_000;

export const ruleFromText = z
  .string()
  .max(MOST_LETTERS)
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'is no JSON' });
      return z.NEVER;
    }
  });
