-- The tables of the spine, their checks, row-level security, roles and the few functions that look across shops.

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "shop" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "isOnline" BOOLEAN NOT NULL DEFAULT false,
    "scope" TEXT,
    "expires" TIMESTAMP(3),
    "accessToken" TEXT NOT NULL,
    "userId" BIGINT,
    "firstName" TEXT,
    "lastName" TEXT,
    "email" TEXT,
    "accountOwner" BOOLEAN NOT NULL DEFAULT false,
    "locale" TEXT,
    "collaborator" BOOLEAN DEFAULT false,
    "emailVerified" BOOLEAN DEFAULT false,
    "refreshToken" TEXT,
    "refreshTokenExpires" TIMESTAMP(3),

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "shop" (
    "shop_id" BIGSERIAL NOT NULL,
    "domain" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'installed',
    "name" TEXT,
    "currency_code" TEXT NOT NULL DEFAULT 'USD',
    "timezone" TEXT NOT NULL DEFAULT 'UTC',
    "country_code" TEXT,
    "pixel_account" TEXT NOT NULL DEFAULT (gen_random_uuid())::text,
    "settings" JSONB NOT NULL DEFAULT '{}',
    "installed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "uninstalled_at" TIMESTAMPTZ(3),

    CONSTRAINT "shop_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "inbox" (
    "shop_id" BIGINT NOT NULL,
    "delivery_id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "event_id" TEXT,
    "topic" TEXT NOT NULL,
    "api_version" TEXT NOT NULL,
    "triggered_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "body" BYTEA NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(3),
    "error" TEXT,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("shop_id","delivery_id")
);

-- CreateTable
CREATE TABLE "customer" (
    "shop_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "email" TEXT,
    "email_key" TEXT,
    "phone" TEXT,
    "first_name" TEXT,
    "last_name" TEXT,
    "locale" TEXT,
    "country_code" TEXT,
    "province" TEXT,
    "city" TEXT,
    "tags" TEXT[],
    "created_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3),
    "told_at" TIMESTAMPTZ(3),
    "email_consent" TEXT,
    "email_consent_at" TIMESTAMPTZ(3),
    "sms_consent" TEXT,
    "sms_consent_at" TIMESTAMPTZ(3),
    "shopify_order_count" INTEGER,
    "shopify_spent_minor" BIGINT,
    "shopify_totals_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),
    "redacted_at" TIMESTAMPTZ(3),

    CONSTRAINT "customer_pkey" PRIMARY KEY ("shop_id","customer_id")
);

-- CreateTable
CREATE TABLE "orders" (
    "shop_id" BIGINT NOT NULL,
    "order_id" BIGINT NOT NULL,
    "customer_id" BIGINT,
    "name" TEXT,
    "processed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3),
    "told_at" TIMESTAMPTZ(3),
    "cancelled_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),
    "is_test" BOOLEAN NOT NULL DEFAULT false,
    "financial_status" TEXT,
    "currency_code" TEXT,
    "total_minor" BIGINT NOT NULL DEFAULT 0,
    "current_total_minor" BIGINT NOT NULL DEFAULT 0,
    "discount_minor" BIGINT NOT NULL DEFAULT 0,
    "source_name" TEXT,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("shop_id","order_id")
);

-- CreateTable
CREATE TABLE "order_refund" (
    "shop_id" BIGINT NOT NULL,
    "order_id" BIGINT NOT NULL,
    "refund_id" BIGINT NOT NULL,
    "refunded_at" TIMESTAMPTZ(3) NOT NULL,
    "amount_minor" BIGINT NOT NULL,

    CONSTRAINT "order_refund_pkey" PRIMARY KEY ("shop_id","order_id","refund_id")
);

-- CreateTable
CREATE TABLE "site_event" (
    "shop_id" BIGINT NOT NULL,
    "event_id" TEXT NOT NULL,
    "visitor_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "customer_id" BIGINT,
    "email_key" TEXT,
    "product_id" BIGINT,
    "checkout_token" TEXT,
    "data" JSONB NOT NULL DEFAULT '{}',
    "absorbed" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "site_event_pkey" PRIMARY KEY ("shop_id","event_id")
);

-- CreateTable
CREATE TABLE "email_event" (
    "shop_id" BIGINT NOT NULL,
    "connection_id" INTEGER NOT NULL,
    "event_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "is_machine" BOOLEAN NOT NULL DEFAULT false,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "customer_id" BIGINT,
    "email_key" TEXT,

    CONSTRAINT "email_event_pkey" PRIMARY KEY ("shop_id","connection_id","event_id")
);

-- CreateTable
CREATE TABLE "customer_fact" (
    "shop_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "order_count" INTEGER NOT NULL DEFAULT 0,
    "spent_minor" BIGINT NOT NULL DEFAULT 0,
    "first_order_at" TIMESTAMPTZ(3),
    "last_order_at" TIMESTAMPTZ(3),
    "email_subscribed_at" TIMESTAMPTZ(3),
    "sms_subscribed_at" TIMESTAMPTZ(3),
    "last_received_at" TIMESTAMPTZ(3),
    "last_opened_at" TIMESTAMPTZ(3),
    "last_clicked_at" TIMESTAMPTZ(3),
    "last_product_view_at" TIMESTAMPTZ(3),
    "last_site_activity_at" TIMESTAMPTZ(3),
    "known_at" TIMESTAMPTZ(3),
    "email_reachable" BOOLEAN NOT NULL DEFAULT false,
    "due_at" TIMESTAMPTZ(3),

    CONSTRAINT "customer_fact_pkey" PRIMARY KEY ("shop_id","customer_id")
);

-- CreateTable
CREATE TABLE "segment" (
    "shop_id" BIGINT NOT NULL,
    "segment_id" INTEGER NOT NULL,
    "preset_id" TEXT,
    "name" TEXT,
    "params" JSONB NOT NULL DEFAULT '{}',
    "rule" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "position" INTEGER NOT NULL DEFAULT 0,
    "member_count" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "computed_at" TIMESTAMPTZ(3),

    CONSTRAINT "segment_pkey" PRIMARY KEY ("shop_id","segment_id")
);

-- CreateTable
CREATE TABLE "membership" (
    "shop_id" BIGINT NOT NULL,
    "segment_id" INTEGER NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "entered_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("shop_id","segment_id","customer_id")
);

-- CreateTable
CREATE TABLE "transition" (
    "shop_id" BIGINT NOT NULL,
    "transition_id" BIGSERIAL NOT NULL,
    "segment_id" INTEGER NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "entered" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "transition_pkey" PRIMARY KEY ("shop_id","transition_id")
);

-- CreateTable
CREATE TABLE "segment_size" (
    "shop_id" BIGINT NOT NULL,
    "segment_id" INTEGER NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "member_count" INTEGER NOT NULL,
    "entered_count" INTEGER NOT NULL DEFAULT 0,
    "left_count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "segment_size_pkey" PRIMARY KEY ("shop_id","segment_id","hour")
);

-- CreateTable
CREATE TABLE "connection" (
    "shop_id" BIGINT NOT NULL,
    "connection_id" INTEGER NOT NULL,
    "connector" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'active',
    "status_reason" TEXT,
    "account_id" TEXT,
    "account_name" TEXT,
    "synced_account_id" TEXT,
    "secret" BYTEA,
    "settings" JSONB NOT NULL DEFAULT '{}',
    "pull_state" JSONB NOT NULL DEFAULT '{}',
    "unsettled_since" TIMESTAMPTZ(3),
    "retry_at" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "connected_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_run_at" TIMESTAMPTZ(3),
    "last_pull_at" TIMESTAMPTZ(3),

    CONSTRAINT "connection_pkey" PRIMARY KEY ("shop_id","connection_id")
);

-- CreateTable
CREATE TABLE "destination" (
    "shop_id" BIGINT NOT NULL,
    "destination_id" INTEGER NOT NULL,
    "segment_id" INTEGER NOT NULL,
    "connection_id" INTEGER NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "list_name" TEXT NOT NULL,
    "partner_list_id" TEXT,
    "consent_required" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_synced_at" TIMESTAMPTZ(3),

    CONSTRAINT "destination_pkey" PRIMARY KEY ("shop_id","destination_id")
);

-- CreateTable
CREATE TABLE "placement" (
    "shop_id" BIGINT NOT NULL,
    "destination_id" INTEGER NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "desired" BOOLEAN NOT NULL,
    "acknowledged" BOOLEAN,
    "state" TEXT NOT NULL,
    "job_id" BIGINT,
    "send_again" BOOLEAN NOT NULL DEFAULT false,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(3),
    "reason" TEXT,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "acknowledged_at" TIMESTAMPTZ(3),

    CONSTRAINT "placement_pkey" PRIMARY KEY ("shop_id","destination_id","customer_id")
);

-- CreateTable
CREATE TABLE "partner_profile" (
    "shop_id" BIGINT NOT NULL,
    "connection_id" INTEGER NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "partner_profile_id" TEXT NOT NULL,

    CONSTRAINT "partner_profile_pkey" PRIMARY KEY ("shop_id","connection_id","customer_id")
);

-- CreateTable
CREATE TABLE "partner_job" (
    "shop_id" BIGINT NOT NULL,
    "job_id" BIGSERIAL NOT NULL,
    "connection_id" INTEGER NOT NULL,
    "destination_id" INTEGER NOT NULL,
    "desired" BOOLEAN NOT NULL,
    "state" TEXT NOT NULL,
    "handle" JSONB,
    "row_count" INTEGER NOT NULL,
    "submitted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "poll_after" TIMESTAMPTZ(3),
    "polls" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "partner_job_pkey" PRIMARY KEY ("shop_id","job_id")
);

-- CreateTable
CREATE TABLE "sync_report" (
    "shop_id" BIGINT NOT NULL,
    "report_id" BIGSERIAL NOT NULL,
    "connection_id" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "counts" JSONB NOT NULL DEFAULT '{}',
    "samples" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "sync_report_pkey" PRIMARY KEY ("shop_id","report_id")
);

-- CreateTable
CREATE TABLE "backfill" (
    "shop_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "bulk_operation_id" TEXT,
    "object_count" BIGINT NOT NULL DEFAULT 0,
    "lines_done" BIGINT NOT NULL DEFAULT 0,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "backfill_pkey" PRIMARY KEY ("shop_id","kind")
);

-- CreateTable
CREATE TABLE "compliance_request" (
    "shop_id" BIGINT NOT NULL,
    "request_id" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),
    "outcome" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "compliance_request_pkey" PRIMARY KEY ("shop_id","request_id")
);

-- CreateIndex
CREATE INDEX "session_shop" ON "session"("shop");

-- CreateIndex
CREATE UNIQUE INDEX "shop_domain" ON "shop"("domain");

-- CreateIndex
CREATE UNIQUE INDEX "shop_pixel_account" ON "shop"("pixel_account");

-- CreateIndex
CREATE INDEX "inbox_received" ON "inbox"("shop_id", "received_at");

-- CreateIndex
CREATE INDEX "site_event_received" ON "site_event"("shop_id", "received_at");

-- CreateIndex
CREATE UNIQUE INDEX "segment_preset" ON "segment"("shop_id", "preset_id");

-- CreateIndex
CREATE INDEX "membership_customer" ON "membership"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "transition_customer" ON "transition"("shop_id", "customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "connection_connector" ON "connection"("shop_id", "connector");

-- CreateIndex
CREATE UNIQUE INDEX "destination_segment" ON "destination"("shop_id", "segment_id", "connection_id");

-- CreateIndex
CREATE INDEX "partner_job_connection" ON "partner_job"("shop_id", "connection_id");

-- CreateIndex
CREATE INDEX "sync_report_connection" ON "sync_report"("shop_id", "connection_id", "started_at");

-- AddForeignKey
ALTER TABLE "destination" ADD CONSTRAINT "destination_shop_id_segment_id_fkey" FOREIGN KEY ("shop_id", "segment_id") REFERENCES "segment"("shop_id", "segment_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "destination" ADD CONSTRAINT "destination_shop_id_connection_id_fkey" FOREIGN KEY ("shop_id", "connection_id") REFERENCES "connection"("shop_id", "connection_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Partial indexes: only the rows that a look-up wants.
CREATE INDEX inbox_pending ON inbox (shop_id, seq) WHERE state = 'pending';
CREATE INDEX inbox_parked ON inbox (shop_id) WHERE state = 'parked';
CREATE INDEX site_event_new ON site_event (shop_id, received_at) WHERE NOT absorbed;
CREATE INDEX site_event_customer ON site_event (shop_id, customer_id, occurred_at) WHERE customer_id IS NOT NULL;
CREATE INDEX site_event_email ON site_event (shop_id, email_key) WHERE customer_id IS NULL AND email_key IS NOT NULL;
CREATE INDEX email_event_customer ON email_event (shop_id, customer_id, occurred_at) WHERE customer_id IS NOT NULL;
CREATE INDEX email_event_email ON email_event (shop_id, email_key) WHERE customer_id IS NULL AND email_key IS NOT NULL;
-- By bytes, whatever the database's language: it finds whole addresses and their beginnings.
CREATE INDEX customer_email_key ON customer (shop_id, email_key text_pattern_ops) WHERE email_key IS NOT NULL;
CREATE INDEX orders_customer ON orders (shop_id, customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX customer_fact_due ON customer_fact (shop_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX placement_pending ON placement (shop_id, destination_id, desired, customer_id) WHERE state = 'pending';
CREATE INDEX placement_job ON placement (shop_id, job_id) WHERE job_id IS NOT NULL;

-- Bodies are JSON of a few kilobytes, written once and read once: compressing them costs more than it saves, and so does
-- cutting them into chunks, as long as they fit on a page.
ALTER TABLE inbox ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE inbox SET (toast_tuple_target = 8160);

-- Words that a column may hold.
ALTER TABLE shop ADD CONSTRAINT shop_status CHECK (status IN ('installed', 'uninstalled', 'redacted'));
ALTER TABLE inbox ADD CONSTRAINT inbox_state CHECK (state IN ('pending', 'done', 'parked'));
ALTER TABLE email_event ADD CONSTRAINT email_event_kind CHECK (kind IN ('received', 'opened', 'clicked'));
ALTER TABLE connection ADD CONSTRAINT connection_status CHECK (status IN ('active', 'reconnect', 'disconnected'));
ALTER TABLE placement ADD CONSTRAINT placement_state CHECK (state IN ('settled', 'pending', 'sent', 'rejected'));
ALTER TABLE partner_job ADD CONSTRAINT partner_job_state CHECK (state IN ('submitting', 'running'));
ALTER TABLE backfill ADD CONSTRAINT backfill_state CHECK (state IN ('waiting', 'requested', 'loading', 'done', 'failed'));

-- Two roles: the web process receives and shows, the worker changes state. Neither owns a table nor may bypass policies.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kesit_web') THEN
    CREATE ROLE kesit_web NOLOGIN NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kesit_worker') THEN
    CREATE ROLE kesit_worker NOLOGIN NOBYPASSRLS;
  END IF;
END $$;
GRANT kesit_web, kesit_worker TO CURRENT_USER;
GRANT USAGE ON SCHEMA public TO kesit_web, kesit_worker;

-- Row-level security: a row is seen and written only in the context of its shop; without a context there are no rows.
DO $$
DECLARE
  tenant text;
BEGIN
  FOREACH tenant IN ARRAY ARRAY[
    'shop', 'inbox', 'customer', 'orders', 'order_refund', 'site_event', 'email_event', 'customer_fact', 'segment',
    'membership', 'transition', 'segment_size', 'connection', 'destination', 'placement', 'partner_profile',
    'partner_job', 'sync_report', 'backfill', 'compliance_request']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant);
    EXECUTE format(
      'CREATE POLICY same_shop ON %I USING (shop_id = nullif(current_setting(''app.shop_id'', true), '''')::bigint)
         WITH CHECK (shop_id = nullif(current_setting(''app.shop_id'', true), '''')::bigint)', tenant);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO kesit_worker', tenant);
  END LOOP;
END $$;

GRANT SELECT ON
  shop, customer, orders, order_refund, customer_fact, segment, membership, transition, segment_size, destination,
  placement, partner_job, sync_report, backfill, compliance_request TO kesit_web;
GRANT SELECT (shop_id, delivery_id, seq, topic, received_at, state, attempts, error, done_at) ON inbox TO kesit_web;
GRANT SELECT (shop_id, event_id, name, occurred_at, received_at, customer_id, absorbed) ON site_event TO kesit_web;
-- The web process stores a partner's secret and can never read it back.
GRANT SELECT (shop_id, connection_id, connector, status, status_reason, account_id, account_name, synced_account_id, settings, pull_state,
  unsettled_since, retry_at, failures, connected_at, last_run_at, last_pull_at) ON connection TO kesit_web;
GRANT INSERT, UPDATE ON connection, destination, segment TO kesit_web;
GRANT UPDATE (settings, name, currency_code, timezone, country_code) ON shop TO kesit_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON session TO kesit_web, kesit_worker;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO kesit_worker;

-- A job is only a bell. The job library's tables belong to the worker, so this runs as the worker.
CREATE FUNCTION ring(task text, shop_id bigint, connection_id int DEFAULT NULL, delay_ms int DEFAULT 0) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM graphile_worker.add_job(
    task,
    json_strip_nulls(json_build_object('shopId', shop_id::text, 'connectionId', connection_id)),
    -- One at a time of each kind per shop or connection; different kinds do not wait for each other.
    queue_name => concat_ws(':', task, shop_id, connection_id),
    run_at => CASE WHEN delay_ms > 0 THEN clock_timestamp() + make_interval(secs => delay_ms / 1000.0) END,
    max_attempts => 25,
    job_key => concat_ws(':', task, shop_id, connection_id),
    job_key_mode => CASE WHEN delay_ms > 0 THEN 'preserve_run_at' ELSE 'replace' END
  );
END $$;
REVOKE ALL ON FUNCTION ring(text, bigint, int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ring(text, bigint, int, int) TO kesit_web, kesit_worker, CURRENT_USER;
GRANT CREATE ON SCHEMA public TO kesit_worker;
ALTER FUNCTION ring(text, bigint, int, int) OWNER TO kesit_worker;
REVOKE CREATE ON SCHEMA public FROM kesit_worker;

-- Deliveries that arrived together, of any shops, in one statement: `bodies` holds them end to end.
-- Returns how many were new. A delivery id seen before is not stored again.
-- Rings for the shops in `bells` that have something new. A bell costs as much as several deliveries, so under load a
-- caller leaves out a shop it has rung for a moment ago, and rings for it a moment later. Bells are rung in one order:
-- two writes would otherwise wait for each other.
CREATE FUNCTION receive_deliveries(
  bodies bytea, starts int[], lengths int[], shops bigint[], delivery_ids text[], event_ids text[], topics text[],
  api_versions text[], triggered timestamptz[], bells bigint[]) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  kept bigint[];
  shop bigint;
BEGIN
  WITH inserted AS (
    INSERT INTO inbox (shop_id, delivery_id, event_id, topic, api_version, triggered_at, body)
    SELECT g.shop, g.delivery_id, g.event_id, g.topic, g.api_version, g.triggered_at, substring(bodies FROM g.start FOR g.length)
    FROM unnest(starts, lengths, shops, delivery_ids, event_ids, topics, api_versions, triggered)
      AS g (start, length, shop, delivery_id, event_id, topic, api_version, triggered_at)
    ON CONFLICT DO NOTHING
    RETURNING shop_id)
  SELECT array_agg(i.shop_id) INTO kept FROM inserted i;
  FOR shop IN SELECT DISTINCT b FROM unnest(bells) b WHERE b = ANY (kept) ORDER BY b LOOP
    PERFORM ring('absorb', shop);
  END LOOP;
  RETURN coalesce(cardinality(kept), 0);
END $$;

-- Storefront events that arrived together; `events` is an array of objects with the columns of site_event.
CREATE FUNCTION receive_site_events(events jsonb) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  kept bigint[];
  shop bigint;
BEGIN
  WITH inserted AS (
    INSERT INTO site_event (shop_id, event_id, visitor_id, name, occurred_at, customer_id, email_key, product_id, checkout_token, data)
    SELECT e.shop_id, e.event_id, e.visitor_id, e.name, e.occurred_at, e.customer_id, e.email_key, e.product_id, e.checkout_token,
           coalesce(e.data, '{}'::jsonb)
    FROM jsonb_to_recordset(events) AS e (
      shop_id bigint, event_id text, visitor_id text, name text, occurred_at timestamptz, customer_id bigint,
      email_key text, product_id bigint, checkout_token text, data jsonb)
    ON CONFLICT DO NOTHING
    RETURNING shop_id)
  SELECT array_agg(i.shop_id) INTO kept FROM inserted i;
  FOR shop IN SELECT DISTINCT k FROM unnest(kept) k ORDER BY k LOOP
    PERFORM ring('absorb', shop);
  END LOOP;
  RETURN coalesce(cardinality(kept), 0);
END $$;

-- The shop behind a domain or a pixel's account key; the only way to a shop without its context.
CREATE FUNCTION find_shop(given_domain text) RETURNS TABLE (shop_id bigint, status text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.shop_id, s.status FROM shop s WHERE s.domain = given_domain
$$;
CREATE FUNCTION find_shop_by_pixel(account text) RETURNS TABLE (shop_id bigint, status text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.shop_id, s.status FROM shop s WHERE s.pixel_account = account
$$;

-- Notes an installation, or a reinstallation, and rings for its set-up.
CREATE FUNCTION register_shop(given_domain text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  found bigint;
BEGIN
  INSERT INTO shop AS s (domain) VALUES (given_domain)
  ON CONFLICT (domain) DO UPDATE SET status = 'installed', uninstalled_at = NULL,
    installed_at = CASE WHEN s.status = 'installed' THEN s.installed_at ELSE now() END
  RETURNING s.shop_id INTO found;
  PERFORM ring('install', found);
  RETURN found;
END $$;

-- What is due across all shops at an instant: the sweeper rings for each row. One index probe per shop and kind.
CREATE FUNCTION due_work(at timestamptz, pull_before timestamptz) RETURNS TABLE (task text, shop_id bigint, connection_id int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT 'absorb', s.shop_id, NULL::int FROM shop s WHERE s.status <> 'redacted' AND (
    EXISTS (SELECT FROM inbox i WHERE i.shop_id = s.shop_id AND i.state = 'pending' AND (i.not_before IS NULL OR i.not_before <= at))
    OR EXISTS (SELECT FROM site_event e WHERE e.shop_id = s.shop_id AND NOT e.absorbed))
  UNION ALL
  SELECT 'tick', s.shop_id, NULL FROM shop s WHERE s.status = 'installed'
    AND EXISTS (SELECT FROM customer_fact f WHERE f.shop_id = s.shop_id AND f.due_at <= at)
  UNION ALL
  SELECT 'backfill', s.shop_id, NULL FROM shop s WHERE s.status = 'installed'
    AND EXISTS (SELECT FROM backfill b WHERE b.shop_id = s.shop_id AND b.state IN ('waiting', 'requested', 'loading'))
  UNION ALL
  SELECT 'deliver', c.shop_id, c.connection_id FROM connection c JOIN shop s USING (shop_id)
    WHERE s.status = 'installed' AND c.status = 'active' AND (c.retry_at IS NULL OR c.retry_at <= at) AND (
      EXISTS (SELECT FROM partner_job j WHERE j.shop_id = c.shop_id AND j.connection_id = c.connection_id
                AND (j.poll_after IS NULL OR j.poll_after <= at))
      OR EXISTS (SELECT FROM destination d JOIN placement p USING (shop_id, destination_id)
                 WHERE d.shop_id = c.shop_id AND d.connection_id = c.connection_id
                   AND p.state = 'pending' AND (p.not_before IS NULL OR p.not_before <= at)))
  UNION ALL
  SELECT 'pull', c.shop_id, c.connection_id FROM connection c JOIN shop s USING (shop_id)
    WHERE s.status = 'installed' AND c.status = 'active' AND (c.retry_at IS NULL OR c.retry_at <= at)
      AND (c.last_pull_at IS NULL OR c.last_pull_at < pull_before)
$$;

DO $$
DECLARE
  door text;
BEGIN
  FOREACH door IN ARRAY ARRAY[
    'receive_deliveries(bytea, int[], int[], bigint[], text[], text[], text[], text[], timestamptz[], bigint[])',
    'receive_site_events(jsonb)', 'find_shop(text)', 'find_shop_by_pixel(text)', 'register_shop(text)',
    'due_work(timestamptz, timestamptz)']
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', door);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO kesit_worker', door);
    IF door NOT LIKE 'due_work%' THEN
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO kesit_web', door);
    END IF;
  END LOOP;
END $$;

-- Hot rows are rewritten in place: leave room on their pages.
ALTER TABLE customer_fact SET (fillfactor = 85);
ALTER TABLE placement SET (fillfactor = 85);
