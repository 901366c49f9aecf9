/** The door that counts a rule while it is being built; it has no page. */
import type { ActionFunctionArgs } from '@remix-run/node';
import type { ClientActionFunctionArgs } from '@remix-run/react';
import { z } from 'zod';
import { previewRule } from '#app/flows/segments/previewRule.ts';
import { ruleFromText } from '#app/ui/builder/ruleText.ts';

const form = z.object({
  rule: ruleFromText,
  /** Empty for a segment that is not kept yet. */
  segmentId: z.union([z.literal('').transform(() => null), z.coerce.number().int().positive().max(2_147_483_647)]),
});

export async function action({ request, context }: ActionFunctionArgs) {
  const { services, shopId, actor } = await context.enter(request);
  const given = form.safeParse(Object.fromEntries(await request.formData()));
  if (!given.success) throw new Response('Malformed form', { status: 400 });
  return previewRule(services, shopId, given.data.rule, given.data.segmentId, actor);
}

/** When we cannot be reached, the page stays, and says that the count did not come. */
export async function clientAction({ serverAction }: ClientActionFunctionArgs) {
  try {
    return await serverAction<typeof action>();
  } catch {
    return { ok: false } as const;
  }
}
