/** The door that switches lists on and off, changes their consent rule and which half goes there; it has no page. */
import type { ActionFunctionArgs } from '@remix-run/node';
import type { ClientActionFunctionArgs } from '@remix-run/react';
import { z } from 'zod';
import { changeConsentRule, changeShare, switchDestination } from '#app/flows/adminSwitchDestination.ts';

const number = z.coerce.number().int().positive();
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const form = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('switch'), segmentId: number, connectionId: number, enabled: flag }),
  z.object({ intent: z.literal('consent'), destinationId: number, consentRequired: flag }),
  z.object({ intent: z.literal('share'), destinationId: number, share: z.enum(['all', 'a', 'b']) }),
]);

export async function action({ request, context }: ActionFunctionArgs) {
  const { services, shopId } = await context.enter(request);
  const given = form.safeParse(Object.fromEntries(await request.formData()));
  if (!given.success) throw new Response('Malformed form', { status: 400 });
  if (given.data.intent === 'switch') return switchDestination(services, shopId, given.data);
  const { data } = given;
  const changed =
    data.intent === 'share'
      ? await changeShare(services, shopId, data.destinationId, data.share)
      : await changeConsentRule(services, shopId, data.destinationId, data.consentRequired);
  return changed ? ({ ok: true } as const) : ({ ok: false, problem: 'no-such-destination' } as const);
}

/** When we cannot be reached, the page stays, the switch goes back, and says so. */
export async function clientAction({ serverAction }: ClientActionFunctionArgs) {
  try {
    return await serverAction<typeof action>();
  } catch {
    return { ok: false, problem: 'not-saved' } as const;
  }
}
