/** Changes the rule and the name of a segment of the shop's own making. */
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, type ClientActionFunctionArgs, type ShouldRevalidateFunction } from '@remix-run/react';
import { z } from 'zod';
import { changeSegment } from '#app/flows/segments/changeSegments.ts';
import { readDefinition } from '#app/flows/segments/readDefinition.ts';
import { BuilderPage } from '#app/ui/builder/BuilderPage.tsx';
import { FixedRule } from '#app/ui/builder/FixedRule.tsx';
import { ruleFromText } from '#app/ui/builder/ruleText.ts';
import { PREVIEW_URL } from '#app/ui/builder/usePreview.ts';
import { PageError } from '#app/ui/PageError.tsx';
import { pageTitle } from '#app/ui/pageTitle.ts';
import { segmentText } from '#app/ui/segmentText.ts';

const number = z.coerce.number().int().positive().max(2_147_483_647);

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const { services, shopId } = await context.enter(request);
  const segmentId = number.safeParse(params.segmentId);
  const found = segmentId.success ? await readDefinition(services, shopId, segmentId.data) : null;
  if (!found) throw new Response(null, { status: 404 });
  const { presetId, name, values, rule, others } = found;
  return { segmentId: found.segmentId, presetId, name, parameters: values, rule, others };
}

const form = z.object({ name: z.string().max(1_000), rule: ruleFromText });

export async function action({ request, context, params }: ActionFunctionArgs) {
  const { services, shopId, actor } = await context.enter(request);
  const segmentId = number.safeParse(params.segmentId);
  const given = form.safeParse(Object.fromEntries(await request.formData()));
  if (!given.success || !segmentId.success) throw new Response('Malformed form', { status: 400 });
  return changeSegment(services, shopId, { what: 'edit', segmentId: segmentId.data, ...given.data }, actor);
}

/** When we cannot be reached, everything stays as it was typed, and the page says so. */
export async function clientAction({ serverAction }: ClientActionFunctionArgs) {
  try {
    return await serverAction<typeof action>();
  } catch {
    return { ok: false, problem: { kind: 'not-saved' } } as const;
  }
}

/** Counting changes nothing. */
export const shouldRevalidate: ShouldRevalidateFunction = ({ formAction, defaultShouldRevalidate }) =>
  formAction === PREVIEW_URL ? false : defaultShouldRevalidate;

export const meta: MetaFunction<typeof loader> = ({ matches, data }) =>
  pageTitle(matches, ({ builder }, locale) =>
    data ? builder.editTitle.replace('{{segment}}', segmentText(data, locale).name) : null,
  );

export default function SegmentEdit() {
  const segment = useLoaderData<typeof loader>();
  const { segmentId, presetId, name, rule, others } = segment;
  return presetId === null ? (
    <BuilderPage key={segmentId} segmentId={segmentId} name={name ?? ''} rule={rule} others={others} />
  ) : (
    <FixedRule segment={segment} presetId={presetId} />
  );
}

export const ErrorBoundary = PageError;
