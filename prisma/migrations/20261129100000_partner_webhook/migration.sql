-- Webhooks of partners that push events to us: whether the partner lets us have one, by what its deliveries are found and proved, and what came.
CREATE TABLE "partner_webhook" (
    "shop_id" BIGINT NOT NULL,
    "connection_id" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "connected_at" TIMESTAMPTZ(3) NOT NULL,
    "webhook_id" TEXT,
    "address_hash" BYTEA,
    "secret" BYTEA,
    "ask_again_at" TIMESTAMPTZ(3) NOT NULL,
    "remove_after" TIMESTAMPTZ(3),
    "remove_attempts" INTEGER NOT NULL DEFAULT 0,
    "last_received_at" TIMESTAMPTZ(3),
    "event_count" BIGINT NOT NULL DEFAULT 0,
    "ignored_count" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "partner_webhook_pkey" PRIMARY KEY ("shop_id","connection_id")
);

ALTER TABLE partner_webhook ENABLE ROW LEVEL SECURITY;
CREATE POLICY same_shop ON partner_webhook USING (shop_id = nullif(current_setting('app.shop_id', true), '')::bigint)
  WITH CHECK (shop_id = nullif(current_setting('app.shop_id', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON partner_webhook TO kesit_worker;
-- The web process judges deliveries: the secret proves those, and nothing else.
GRANT SELECT (shop_id, connection_id, state, account_id, webhook_id, address_hash, secret, last_received_at, event_count, ignored_count)
  ON partner_webhook TO kesit_web;
