/** The texts that rules and questions compare with, as they come from outside. */
import { z } from 'zod';

/** A text that PostgreSQL can be asked about: without NUL, and without halves of characters. */
export const askedText = (maxLength: number): z.ZodType<string> =>
  z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .refine((text) => text.isWellFormed() && !text.includes('\0'), { error: 'holds what no text may have' });

/** Any of these texts. */
export const askedTexts: z.ZodType<string[]> = z.array(askedText(255)).min(1).max(50);
