/** A segment of the shop's own making, built from nothing or from the rule of a ready-made one. */
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, type ClientActionFunctionArgs, type ShouldRevalidateFunction } from '@remix-run/react';
import { z } from 'zod';
import { changeSegment } from '#app/flows/segments/changeSegments.ts';
import { readSegmentNames } from '#app/flows/segments/readDefinition.ts';
import { BuilderPage } from '#app/ui/builder/BuilderPage.tsx';
import { ruleFromText } from '#app/ui/builder/ruleText.ts';
import { startingRule } from '#app/ui/builder/startingRule.ts';
import { PREVIEW_URL } from '#app/ui/builder/usePreview.ts';
import { PageError } from '#app/ui/PageError.tsx';
import { pageTitle } from '#app/ui/pageTitle.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { services, shopId } = await context.enter(request);
  const from = new URL(request.url).searchParams.get('from') ?? '';
  const { others, currencyCode } = await readSegmentNames(services, shopId);
  return { others, from, rule: startingRule(from, currencyCode) };
}

const form = z.object({
  name: z.string().max(1_000),
  rule: ruleFromText,
  active: z.enum(['true', 'false']).transform((text) => text === 'true'),
});

export async function action({ request, context }: ActionFunctionArgs) {
  const { services, shopId, actor } = await context.enter(request);
  const given = form.safeParse(Object.fromEntries(await request.formData()));
  if (!given.success) throw new Response('Malformed form', { status: 400 });
  return changeSegment(services, shopId, { what: 'create', ...given.data }, actor);
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

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, ({ builder }) => builder.newTitle);

export default function SegmentNew() {
  const { others, from, rule } = useLoaderData<typeof loader>();
  return <BuilderPage key={from} segmentId={null} name="" rule={rule} others={others} />;
}

export const ErrorBoundary = PageError;
