/** The partners and the shop's accounts there: connect, replace a key, disconnect. */
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, type ClientActionFunctionArgs } from '@remix-run/react';
import { BlockStack, Page } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { finishLogin, startLogin } from '#app/flows/authorize/login.ts';
import { steerConnection } from '#app/flows/destinations/steerConnection.ts';
import { connectPartner, disconnectPartner, readConnections } from '#app/flows/adminConnections.ts';
import { ApiCard } from '#app/ui/api/ApiCard.tsx';
import { ConnectorCard } from '#app/ui/ConnectorCard.tsx';
import { PageError } from '#app/ui/PageError.tsx';
import { ReturnedLogin } from '#app/ui/PartnerLogin.tsx';
import { pageTitle } from '#app/ui/pageTitle.ts';
import { useLiveRefresh } from '#app/ui/useLiveRefresh.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { services, shopId } = await context.enter(request);
  return { connectors: await readConnections(services, shopId) };
}

const connectionId = z.coerce.number().int().positive();
const form = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('connect'), connector: z.string() }).catchall(z.string()),
  z.object({ intent: z.enum(['disconnect', 'pause', 'resume', 'run-now']), connectionId }),
  z.object({ intent: z.literal('start-login'), connector: z.string() }),
  z.object({ intent: z.literal('finish-login'), connector: z.string(), login: z.string().max(8_000) }),
  z.object({ intent: z.literal('list-names'), connectionId, pattern: z.string().max(1_000) }),
]);

export async function action({ request, context }: ActionFunctionArgs) {
  const { services, shopId } = await context.enter(request);
  const given = form.safeParse(Object.fromEntries(await request.formData()));
  if (!given.success) throw new Response('Malformed form', { status: 400 });
  if (given.data.intent === 'disconnect')
    return { ok: await disconnectPartner(services, shopId, given.data.connectionId), problems: [] };
  if (given.data.intent === 'list-names')
    return steerConnection(services, shopId, given.data.connectionId, {
      what: 'list-names',
      pattern: given.data.pattern,
    });
  if (given.data.intent === 'start-login')
    return { loginUrl: await startLogin(services, shopId, given.data.connector) };
  if (given.data.intent === 'finish-login')
    return finishLogin(services, shopId, given.data.connector, given.data.login);
  if (given.data.intent !== 'connect')
    return steerConnection(services, shopId, given.data.connectionId, { what: given.data.intent });
  const { connector } = given.data;
  const settings = Object.entries(given.data).filter(([name]) => name !== 'intent' && name !== 'connector');
  return connectPartner(services, shopId, connector, Object.fromEntries(settings));
}

/** When we cannot be reached, the form stays as it is and says so. */
export async function clientAction({ serverAction }: ClientActionFunctionArgs) {
  try {
    return await serverAction<typeof action>();
  } catch {
    return { ok: false as const, problems: [{ code: 'not-saved' as const, field: null, detail: null }] };
  }
}

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, ({ connections }) => connections.title);

const REFRESH_MS = 10_000;

export default function Connections() {
  const { t } = useTranslation();
  const { connectors } = useLoaderData<typeof loader>();
  useLiveRefresh(REFRESH_MS);
  return (
    <Page title={t('connections.title')} subtitle={t('connections.subtitle')}>
      <BlockStack gap="400">
        <ReturnedLogin partners={connectors} />
        {connectors.map((connector) => (
          <ConnectorCard key={connector.id} connector={connector} />
        ))}
        <ApiCard />
      </BlockStack>
    </Page>
  );
}

export const ErrorBoundary = PageError;
