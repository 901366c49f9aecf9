/** The connections page says how e-mail events come: by webhook, or because they are asked for; and the login asks for what the operator says. */
import { beforeAll, describe, expect, it } from 'vitest';
import { en } from '#app/ui/strings/en.ts';
import { tr } from '#app/ui/strings/tr.ts';
import { adminStage, type AdminStage } from '#test/support/adminStage.ts';
import { visitorOf, type Visitor } from './adminVisitor.ts';

let stage: AdminStage;
let visitor: Visitor;
beforeAll(async () => {
  stage = await adminStage({ klaviyoApp: true, environment: { KLAVIYO_EXTRA_SCOPES: 'webhooks:read webhooks:write' } });
  visitor = visitorOf(stage);
  await visitor.get(`/app?${await visitor.framed()}`);
  const form = { intent: 'connect', connector: 'klaviyo', apiKey: stage.klaviyoKey };
  await visitor.act('/app/connections', 'routes/connections', form);
});

async function page(locale: 'tr' | 'en'): Promise<string> {
  const answer = await visitor.get(`/app/connections?${await visitor.framed({ locale })}`);
  expect(answer.status).toBe(200);
  return answer.text();
}

describe('the connections page', () => {
  it('says that events are asked for, and once there is a webhook that they come by it, in both languages', async () => {
    for (const [locale, words] of [['en', en] as const, ['tr', tr] as const]) {
      const shown = await page(locale);
      expect(shown.split(words.push.asked)).toHaveLength(2);
      expect(shown).not.toContain(words.push.pushed);
    }
    await stage.database.owner.query(
      `INSERT INTO partner_webhook (shop_id, connection_id, state, account_id, connected_at, ask_again_at)
       SELECT shop_id, connection_id, 'active', account_id, connected_at, now() FROM connection`,
    );
    for (const [locale, words] of [['en', en] as const, ['tr', tr] as const]) {
      const shown = await page(locale);
      expect(shown.split(words.push.pushed)).toHaveLength(2);
      expect(shown).not.toContain(words.push.asked);
    }
  });

  it('leads to a login that asks for the further scopes of our app', async () => {
    const form = { intent: 'start-login', connector: 'klaviyo' };
    const { loginUrl } = await visitor.act<{ loginUrl: string }>('/app/connections', 'routes/connections', form);
    expect(new URL(loginUrl).searchParams.get('scope')).toMatch(/ webhooks:read webhooks:write$/);
  });
});
