/** The keys with which other tools read lists: make, replace, revoke. */
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, type ClientActionFunctionArgs } from '@remix-run/react';
import { BlockStack, Page } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { LIFE_DAYS, OVERLAP_HOURS } from '#app/core/api/keyTerms.ts';
import { changeKey, endKey, makeKey, readKeys, type NewKeyAnswer } from '#app/flows/api/keys.ts';
import { HowCard } from '#app/ui/api/HowCard.tsx';
import type { KeyAnswer, NewToken } from '#app/ui/api/keyAnswers.ts';
import { KeyList } from '#app/ui/api/KeyList.tsx';
import { NewKeyForm } from '#app/ui/api/NewKeyForm.tsx';
import { ShownToken } from '#app/ui/api/ShownToken.tsx';
import { PageError } from '#app/ui/PageError.tsx';
import { pageTitle } from '#app/ui/pageTitle.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { services, shopId } = await context.enter(request);
  return { address: `${services.environment.SHOPIFY_APP_URL}/api/v1`, keys: await readKeys(services, shopId) };
}

const keyId = z.string().regex(/^[0-9a-f]{16}$/);
/** One of the offered values, as a form writes it. */
const oneOf = <Value extends number | null>(values: readonly Value[]) =>
  z.string().transform((text, { addIssue }) => {
    const value = values.find((one) => String(one) === text);
    if (value !== undefined) return value;
    addIssue('is not offered');
    return z.NEVER;
  });
const form = z.discriminatedUnion('intent', [
  z.object({
    intent: z.literal('make'),
    name: z.string().max(1_000),
    scopes: z.string().max(200),
    lifeDays: oneOf(LIFE_DAYS),
  }),
  z.object({ intent: z.literal('change'), keyId, overlapHours: oneOf(OVERLAP_HOURS) }),
  z.object({ intent: z.literal('revoke'), keyId }),
]);

const answerOf = (answer: NewKeyAnswer): KeyAnswer => (answer.ok ? { ok: true, made: answer.value } : answer);

export async function action({ request, context }: ActionFunctionArgs): Promise<KeyAnswer> {
  const { services, shopId, actor } = await context.enter(request);
  const given = form.safeParse(Object.fromEntries(await request.formData()));
  if (!given.success) throw new Response('Malformed form', { status: 400 });
  const { data } = given;
  switch (data.intent) {
    case 'make':
      return answerOf(await makeKey(services, shopId, { ...data, scopes: data.scopes.split(' ') }, actor));
    case 'change':
      return answerOf(await changeKey(services, shopId, data.keyId, data.overlapHours, actor));
    case 'revoke':
      return (await endKey(services, shopId, data.keyId))
        ? { ok: true, made: null }
        : { ok: false, problem: 'no-such-key' };
  }
}

/** When we cannot be reached, the form stays as it is and says so. */
export async function clientAction({ serverAction }: ClientActionFunctionArgs): Promise<KeyAnswer> {
  try {
    return await serverAction<typeof action>();
  } catch {
    return { ok: false, problem: 'not-saved' };
  }
}

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, ({ api }) => api.title);

export default function ApiKeys() {
  const { t } = useTranslation();
  const { address, keys } = useLoaderData<typeof loader>();
  const [made, setMade] = useState<NewToken | null>(null);
  return (
    <Page
      title={t('api.title')}
      subtitle={t('api.subtitle')}
      backAction={{ content: t('connections.title'), url: '/app/connections' }}
    >
      <BlockStack gap="400">
        {made && <ShownToken key={made.token} made={made} onDone={() => setMade(null)} />}
        <HowCard address={address} />
        <KeyList keys={keys} onMade={setMade} />
        <NewKeyForm onMade={setMade} />
      </BlockStack>
    </Page>
  );
}

export const ErrorBoundary = PageError;
