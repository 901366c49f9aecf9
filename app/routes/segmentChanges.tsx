/** The door for changes of segments: switched, set, taken back, archived, labelled, put under experiment. It has no page. */
import type { ActionFunctionArgs } from '@remix-run/node';
import type { ClientActionFunctionArgs } from '@remix-run/react';
import { z } from 'zod';
import { changeSegment } from '#app/flows/segments/changeSegments.ts';
import { changeExperiment, changeLabels } from '#app/flows/segments/changeSettings.ts';

const number = z.coerce.number().int().positive().max(2_147_483_647);
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
/** What is empty or no number becomes NaN, and the flow refuses it. */
const figure = z.string().transform((text) => (text.trim() === '' ? Number.NaN : Number(text)));

/** A text that holds JSON of this shape. */
const json = <Shape extends z.ZodType>(shape: Shape) =>
  z
    .string()
    .max(100_000)
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'is no JSON' });
        return z.NEVER;
      }
    })
    .pipe(shape);
const values = json(z.record(z.string(), z.union([z.number(), z.string(), z.null()])));

const form = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('switch'), segmentId: number, active: flag }),
  z.object({
    intent: z.literal('preset'),
    presetId: z.string().max(100),
    active: flag.optional(),
    values: values.optional(),
  }),
  z.object({ intent: z.literal('edit'), segmentId: number, values }),
  z.object({ intent: z.literal('undo'), segmentId: number, version: number }),
  z.object({ intent: z.literal('archive'), segmentId: number }),
  z.object({ intent: z.literal('labels'), segmentId: number, labels: json(z.array(z.string())) }),
  z.object({ intent: z.literal('experiment'), segmentId: number, holdoutPercent: figure, split: flag }),
]);

export async function action({ request, context }: ActionFunctionArgs) {
  const { services, shopId, actor } = await context.enter(request);
  const given = form.safeParse(Object.fromEntries(await request.formData()));
  if (!given.success) throw new Response('Malformed form', { status: 400 });
  const { data } = given;
  switch (data.intent) {
    case 'labels':
      return answerOf(await changeLabels(services, shopId, data.segmentId, data.labels));
    case 'experiment': {
      const { segmentId, holdoutPercent, split } = data;
      return answerOf(await changeExperiment(services, shopId, segmentId, { holdoutPercent, split }));
    }
    case 'preset': {
      const { presetId, active, values: given } = data;
      const change = {
        what: 'preset' as const,
        presetId,
        ...(active === undefined ? {} : { active }),
        ...(given === undefined ? {} : { values: given }),
      };
      return changeSegment(services, shopId, change, actor);
    }
    case 'switch':
      return changeSegment(services, shopId, { what: 'switch', ...data }, actor);
    case 'edit':
      return changeSegment(services, shopId, { what: 'edit', ...data }, actor);
    case 'undo':
      return changeSegment(services, shopId, { what: 'undo', ...data }, actor);
    case 'archive':
      return changeSegment(services, shopId, { what: 'archive', ...data }, actor);
  }
}

/** Settings are refused by a word alone. */
const answerOf = <Problem extends string>(answer: { ok: true } | { ok: false; problem: Problem }) =>
  answer.ok ? answer : { ok: false as const, problem: { kind: answer.problem } };

/** When we cannot be reached, the page stays as it is and says so beside what was changed. */
export async function clientAction({ serverAction }: ClientActionFunctionArgs) {
  try {
    return await serverAction<typeof action>();
  } catch {
    return { ok: false, problem: { kind: 'not-saved' } } as const;
  }
}
