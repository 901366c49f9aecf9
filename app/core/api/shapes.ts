/** What the public API answers, as schemas: answers are checked against them, and the OpenAPI document is made from them. */
import { z } from 'zod';

const instant = z.iso.datetime().describe('An instant in UTC.');
const orNull = <Schema extends z.ZodType>(schema: Schema, words: string): z.ZodNullable<Schema> =>
  schema.nullable().describe(words);

export const listShape = z
  .strictObject({
    id: z.string().describe('Stays for good.'),
    name: z.string().describe('As the merchant calls it; may change.'),
    tag: z.string().describe('A short name that stays for good. Members carry it while they are in the list.'),
    state: z
      .enum(['published', 'closed'])
      .describe('`closed`: the merchant took the list back. Nobody is in it; `changes` says who left.'),
    consent_required: z
      .boolean()
      .describe(
        'True: only customers who consented to e-mail are in the list, and an address of a channel without consent is left out.',
      ),
    created_at: instant,
    changed_at: orNull(instant, 'When a member came, left, or was told anew; null before the first.'),
    changes_cursor: z.string().describe('Where `changes` goes on from the present state of the list.'),
  })
  .meta({ id: 'List', description: 'A segment that the merchant publishes.' });

export const consentShape = z
  .strictObject({
    state: z
      .enum(['subscribed', 'unsubscribed', 'not_subscribed', 'pending', 'invalid', 'redacted', 'unknown'])
      .describe('Write to the customer over this channel only when it is `subscribed`.'),
    since: orNull(instant, 'Since when, as far as known.'),
    source: orNull(
      z.enum(['shopify']),
      'What the state rests on: what the shop recorded at Shopify. Null when nothing was told.',
    ),
    registry: z
      .null()
      .describe(
        'The place of the national registry’s answer for addresses in Turkey. Always null: it is not asked yet.',
      ),
  })
  .meta({ id: 'Consent', description: 'Whether a customer wants marketing over one channel.' });

export const memberShape = z
  .strictObject({
    customer_id: z.string().regex(/^\d+$/).describe('Shopify’s number of the customer; identifies them for good.'),
    email: orNull(z.string(), 'Null when there is none, or the list requires a consent that is not there.'),
    phone: orNull(
      z.string().regex(/^\+\d+$/),
      'In E.164. Null when there is none, or the list requires consent and there is none for SMS or WhatsApp.',
    ),
    first_name: z.string().nullable(),
    last_name: z.string().nullable(),
    locale: orNull(z.string(), 'Language as Shopify has it, such as `tr` or `en-US`.'),
    country: orNull(z.string(), 'ISO 3166-1 alpha-2.'),
    tags: z.array(z.string()).describe('Tags of all published lists that the customer is in.'),
    since: instant.describe('Since when the customer is in this list.'),
    consent: z.strictObject({ email: consentShape, sms: consentShape, whatsapp: consentShape }),
  })
  .meta({ id: 'Member', description: 'A customer who is in a list.' });

const customerId = memberShape.shape.customer_id;

export const changeShape = z
  .discriminatedUnion('type', [
    z
      .strictObject({
        type: z.literal('put').describe('The customer is in the list: store the member, whether new or known.'),
        customer_id: customerId,
        at: instant,
        member: memberShape,
      })
      .meta({ id: 'Put' }),
    z
      .strictObject({
        type: z.literal('remove').describe('The customer is not in the list. Nothing is to be done if unknown.'),
        customer_id: customerId,
        at: instant,
        erase: z
          .boolean()
          .describe('True: the person asked to be erased. Erase all that you hold of them, not only in this list.'),
      })
      .meta({ id: 'Remove' }),
  ])
  .meta({
    id: 'Change',
    description: 'What has become of one customer in a list. Each customer occurs once, with the latest.',
  });

export const listsShape = z.strictObject({ lists: z.array(listShape) }).meta({ id: 'Lists' });

export const membersShape = z
  .strictObject({
    members: z.array(memberShape).describe('In the order of their numbers, each as they are now.'),
    next_cursor: orNull(z.string(), 'Where the next page begins; null after the last.'),
    changes_cursor: z
      .string()
      .describe(
        'The same on every page of a listing: where `changes` goes on from the moment its first page was read.',
      ),
  })
  .meta({ id: 'Members' });

export const changesShape = z
  .strictObject({
    changes: z.array(changeShape).describe('In the order in which they are to be applied.'),
    next_cursor: z.string().describe('Where to go on, now or later; the same as asked for when nothing has changed.'),
    has_more: z.boolean().describe('True: more is there to be read at once.'),
  })
  .meta({ id: 'Changes' });

export const problemShape = z
  .strictObject({
    type: z.string().describe('`urn:kesit:problem:` and the code.'),
    code: z.string().describe('Names the kind of problem; stays for good.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What to do.'),
    parameter: z.string().optional().describe('The parameter of the query that is wrong.'),
    scope: z.string().optional().describe('The scope that the key lacks.'),
  })
  .meta({ id: 'Problem', description: 'Why a request was not answered, as RFC 9457 has it.' });

export type ApiList = z.infer<typeof listShape>;
export type ApiConsent = z.infer<typeof consentShape>;
export type ApiMember = z.infer<typeof memberShape>;
export type ApiChange = z.infer<typeof changeShape>;
export type ApiMembers = z.infer<typeof membersShape>;
export type ApiChanges = z.infer<typeof changesShape>;
export type ApiProblem = z.infer<typeof problemShape>;
