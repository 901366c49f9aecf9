/** The door that switches lists on and off and changes what the merchant may choose of them; it has no page. */
import type { ActionFunctionArgs } from '@remix-run/node';
import type { ClientActionFunctionArgs } from '@remix-run/react';
import { z } from 'zod';
import { figureNames } from '#app/core/placements/figures.ts';
import { listValues } from '#app/core/placements/listValue.ts';
import {
  changeDestination,
  type DestinationChange,
  switchDestination,
} from '#app/flows/destinations/changeDestination.ts';
import { dryRun } from '#app/flows/destinations/dryRun.ts';

const number = z.coerce.number().int().positive();
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const numbers = z
  .string()
  .max(1_000)
  .transform((text) =>
    text
      .split(',')
      .filter((part) => part !== '')
      .map(Number),
  );
const words = z
  .string()
  .max(1_000)
  .transform((text) => text.split(',').filter((part) => part !== ''))
  .pipe(z.array(z.enum(figureNames)));
const form = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('switch'), segmentId: number, connectionId: number, enabled: flag }),
  z.object({ intent: z.literal('dry-run'), segmentId: number, connectionId: number }),
  z.object({ intent: z.literal('consent'), destinationId: number, consentRequired: flag }),
  z.object({ intent: z.literal('share'), destinationId: number, share: z.enum(['all', 'a', 'b']) }),
  z.object({ intent: z.literal('name'), destinationId: number, listName: z.string().max(1_000) }),
  z.object({ intent: z.literal('exclusions'), destinationId: number, segmentIds: numbers }),
  z.object({ intent: z.literal('figures'), destinationId: number, figures: words }),
  z.object({ intent: z.literal('value'), destinationId: number, value: z.enum(listValues) }),
  z.object({ intent: z.literal('when-gone'), destinationId: number, whenGone: z.enum(['made-again', 'told']) }),
  z.object({ intent: z.literal('make-again'), destinationId: number }),
  z.object({ intent: z.enum(['ask-rejected-again', 'send-whole']), destinationId: number }),
]);

export async function action({ request, context }: ActionFunctionArgs) {
  const { services, shopId, actor } = await context.enter(request);
  const given = form.safeParse(Object.fromEntries(await request.formData()));
  if (!given.success) throw new Response('Malformed form', { status: 400 });
  if (given.data.intent === 'switch') return switchDestination(services, shopId, given.data);
  if (given.data.intent === 'dry-run') return dryRun(services, shopId, given.data, actor);
  const { intent, destinationId, ...values } = given.data;
  return changeDestination(services, shopId, destinationId, { what: intent, ...values } as DestinationChange);
}

/** When we cannot be reached, the page stays, the switch goes back, and says so. */
export async function clientAction({ serverAction }: ClientActionFunctionArgs) {
  try {
    return await serverAction<typeof action>();
  } catch {
    return { ok: false, problem: 'not-saved' } as const;
  }
}
