/** The partners and the shop's accounts there: connect, replace a key, disconnect. */
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, type ClientActionFunctionArgs } from '@remix-run/react';
import { BlockStack, Page } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { abandonChoice, chooseAccount } from '#app/flows/authorize/chooseAccount.ts';
import { finishLogin, startLogin } from '#app/flows/authorize/login.ts';
import { steerConnection } from '#app/flows/destinations/steerConnection.ts';
import { connectPartner, disconnectPartner, readConnections } from '#app/flows/adminConnections.ts';
import { ApiCard } from '#app/ui/api/ApiCard.tsx';
import { ConnectorCard } from '#app/ui/ConnectorCard.tsx';
import { PageError } from '#app/ui/PageError.tsx';
import { ReturnedLogin } from '#app/ui/login/ReturnedLogin.tsx';
import { pageTitle } from '#app/ui/pageTitle.ts';
import { useLiveRefresh } from '#app/ui/useLiveRefresh.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { services, shopId, actor } = await context.enter(request);
  return { connectors: await readConnections(services, shopId, actor) };
}

const connectionId = z.coerce.number().int().positive();
const form = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('connect'), connector: z.string() }).catchall(z.string()),
  z.object({ intent: z.enum(['disconnect', 'pause', 'resume', 'run-now']), connectionId }),
  /** The answers, where there are any, are further fields. */
  z.object({ intent: z.literal('start-login'), connector: z.string() }).catchall(z.string()),
  z.object({ intent: z.literal('finish-login'), connector: z.string(), login: z.string().max(8_000) }),
  z.object({ intent: z.literal('choose-account'), connector: z.string(), accountId: z.string().max(100) }),
  z.object({ intent: z.literal('abandon-choice'), connector: z.string() }),
  z.object({ intent: z.literal('list-names'), connectionId, pattern: z.string().max(1_000) }),
]);

export async function action({ request, context }: ActionFunctionArgs) {
  const { services, shopId, actor } = await context.enter(request);
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
    return startLogin(services, shopId, given.data.connector, answersIn(given.data));
  if (given.data.intent === 'finish-login')
    return finishLogin(services, shopId, actor, given.data.connector, given.data.login);
  if (given.data.intent === 'choose-account')
    return chooseAccount(services, shopId, { connector: given.data.connector, actor }, given.data.accountId);
  if (given.data.intent === 'abandon-choice')
    return abandonChoice(services, shopId, { connector: given.data.connector, actor });
  if (given.data.intent !== 'connect')
    return steerConnection(services, shopId, given.data.connectionId, { what: given.data.intent });
  return connectPartner(services, shopId, given.data.connector, answersIn(given.data) ?? {});
}

/** What was entered beside the order itself; undefined when nothing was. */
function answersIn(given: Record<string, string>): Record<string, string> | undefined {
  const entered = Object.entries(given).filter(([name]) => name !== 'intent' && name !== 'connector');
  return entered.length === 0 ? undefined : Object.fromEntries(entered);
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
