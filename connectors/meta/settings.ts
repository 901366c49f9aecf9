/** What a merchant enters to connect an ad account. All of it is text, as the form gives it. */
import { z } from 'zod';

const answers = {
  /** Nothing is matched before the merchant has said on what basis. */
  basis: z.enum(['consent', 'other']),
  /** Whether Meta is asked to use the data as the laws of some American states demand. */
  limitedDataUse: z.enum(['on', 'off']),
};

/** What a merchant who logs in at Meta is asked all the same. */
export const answersShape = z.strictObject(answers);

export const settingsShape = z.strictObject({
  accessToken: z
    .string()
    .trim()
    .regex(/^[\w|.-]{20,}$/, 'An access token is a long word of letters and digits.'),
  /** With or without `act_`; kept with it. */
  adAccountId: z
    .string()
    .trim()
    .regex(/^(act_)?\d{5,20}$/i, 'The id of an ad account is a number.')
    .transform((id) => `act_${id.replace(/^act_/i, '')}`),
  /** Empty when the app does not ask for a proof of it. */
  appSecret: z
    .string()
    .trim()
    .regex(/^([0-9a-z]{8,})?$/i, 'An app secret consists of letters and digits.')
    .default(''),
  ...answers,
});

export type MetaSettings = z.infer<typeof settingsShape>;
