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

-- Pulled by the way only: the partner has pushed within the last day, and was asked less than a quarter of an hour ago.
CREATE FUNCTION rests_by_webhook(shop bigint, connection int, at timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM partner_webhook w JOIN connection c USING (shop_id, connection_id)
    WHERE w.shop_id = shop AND w.connection_id = connection AND w.state = 'active'
      AND w.last_received_at > at - interval '1 day' AND c.last_pull_at > at - interval '15 minutes')
$$;

-- Webhooks that are to be removed at the partner: nobody is connected any more.
CREATE FUNCTION due_removals(at timestamptz) RETURNS TABLE (shop_id bigint, connection_id int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT w.shop_id, w.connection_id FROM partner_webhook w
    JOIN connection c USING (shop_id, connection_id) JOIN shop s USING (shop_id)
  WHERE (c.status = 'disconnected' OR s.status = 'uninstalled') AND (w.remove_after IS NULL OR w.remove_after <= at)
$$;
REVOKE EXECUTE ON FUNCTION rests_by_webhook(bigint, int, timestamptz), due_removals(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rests_by_webhook(bigint, int, timestamptz), due_removals(timestamptz) TO kesit_worker;
