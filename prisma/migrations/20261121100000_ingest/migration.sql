-- Everything a shop tells: checkouts, products, order lines, merged customers, storefront events in monthly partitions and
-- what is folded from them, refetching, reconciliation, privacy requests and the record of who saw personal data.

-- What a customer's webhooks and full readings tell beyond the profile.
ALTER TABLE customer
  ADD COLUMN phone_key TEXT,
  ADD COLUMN account_state TEXT,
  ADD COLUMN whatsapp_consent TEXT,
  ADD COLUMN whatsapp_consent_at TIMESTAMPTZ(3),
  ADD COLUMN metafields JSONB NOT NULL DEFAULT '{}',
  ADD COLUMN detail_updated_at TIMESTAMPTZ(3),
  ADD COLUMN detail_told_at TIMESTAMPTZ(3),
  ADD COLUMN shopify_last_order_at TIMESTAMPTZ(3),
  ADD COLUMN merged_into BIGINT,
  ADD COLUMN merged_at TIMESTAMPTZ(3);

ALTER TABLE orders
  ADD COLUMN tags TEXT[],
  ADD COLUMN checkout_token TEXT,
  ADD COLUMN cart_token TEXT;

CREATE TABLE "order_line" (
    "shop_id" BIGINT NOT NULL,
    "order_id" BIGINT NOT NULL,
    "line_id" BIGINT NOT NULL,
    "product_id" BIGINT,
    "title" TEXT,
    "vendor" TEXT,
    "quantity" INTEGER NOT NULL,
    "current_quantity" INTEGER NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "discount_minor" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "order_line_pkey" PRIMARY KEY ("shop_id","order_id","line_id")
);

CREATE TABLE "product" (
    "shop_id" BIGINT NOT NULL,
    "product_id" BIGINT NOT NULL,
    "title" TEXT,
    "product_type" TEXT,
    "vendor" TEXT,
    "tags" TEXT[],
    "updated_at" TIMESTAMPTZ(3),
    "told_at" TIMESTAMPTZ(3),
    "collections_told_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "product_pkey" PRIMARY KEY ("shop_id","product_id")
);

CREATE TABLE "product_collection" (
    "shop_id" BIGINT NOT NULL,
    "product_id" BIGINT NOT NULL,
    "collection_id" BIGINT NOT NULL,

    CONSTRAINT "product_collection_pkey" PRIMARY KEY ("shop_id","product_id","collection_id")
);

CREATE TABLE "collection" (
    "shop_id" BIGINT NOT NULL,
    "collection_id" BIGINT NOT NULL,
    "title" TEXT,
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "collection_pkey" PRIMARY KEY ("shop_id","collection_id")
);

CREATE TABLE "checkout" (
    "shop_id" BIGINT NOT NULL,
    "token" TEXT NOT NULL,
    "customer_id" BIGINT,
    "email_key" TEXT,
    "created_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3),
    "told_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),
    "currency_code" TEXT,
    "total_minor" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "checkout_pkey" PRIMARY KEY ("shop_id","token")
);

-- Objects of which only a hint came: they are read anew at Shopify.
CREATE TABLE "refetch" (
    "shop_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "object_id" BIGINT NOT NULL,
    "wanted_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(3),
    "reason" TEXT,

    CONSTRAINT "refetch_pkey" PRIMARY KEY ("shop_id","kind","object_id")
);

-- Reconciliation: how far each kind was compared with the shop, and what each comparison healed.
CREATE TABLE "reconcile_mark" (
    "shop_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "scanned_to" TIMESTAMPTZ(3),
    "cursor" TEXT,
    "scan_run" BIGINT,
    "counted_at" TIMESTAMPTZ(3),
    "swept_at" TIMESTAMPTZ(3),
    "sweep_run" BIGINT,
    "sweep_operation" TEXT,

    CONSTRAINT "reconcile_mark_pkey" PRIMARY KEY ("shop_id","kind")
);

CREATE TABLE "reconciliation" (
    "shop_id" BIGINT NOT NULL,
    "run_id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "from_at" TIMESTAMPTZ(3),
    "to_at" TIMESTAMPTZ(3),
    "seen_count" BIGINT NOT NULL DEFAULT 0,
    "ours_count" BIGINT,
    "theirs_count" BIGINT,
    "healed" JSONB NOT NULL DEFAULT '{}',
    "problem" TEXT,

    CONSTRAINT "reconciliation_pkey" PRIMARY KEY ("shop_id","run_id")
);

-- What came in, counted by the hour, so that the admin need not count the rows themselves.
CREATE TABLE "arrival_hour" (
    "shop_id" BIGINT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "source" TEXT NOT NULL,
    "arrived_count" INTEGER NOT NULL DEFAULT 0,
    "identified_count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "arrival_hour_pkey" PRIMARY KEY ("shop_id","source","hour")
);

-- Which customer a browser belonged to, and when that was seen; one row for each day suffices.
CREATE TABLE "visitor_identity" (
    "shop_id" BIGINT NOT NULL,
    "visitor_id" TEXT NOT NULL,
    "identity" TEXT NOT NULL,
    "seen_on" DATE NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "customer_id" BIGINT,
    "email_key" TEXT,

    CONSTRAINT "visitor_identity_pkey" PRIMARY KEY ("shop_id","visitor_id","identity","seen_on")
);

-- Folded storefront events: counts by calendar day in the shop's zone, and the latest instants of each kind and subject.
CREATE TABLE "site_day" (
    "shop_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "day" DATE NOT NULL,
    "name" TEXT NOT NULL,
    "event_count" INTEGER NOT NULL,
    "mobile_count" INTEGER NOT NULL DEFAULT 0,
    "desktop_count" INTEGER NOT NULL DEFAULT 0,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "site_day_pkey" PRIMARY KEY ("shop_id","customer_id","day","name")
);

CREATE TABLE "site_recent" (
    "shop_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "subject_id" BIGINT NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "recent" TIMESTAMPTZ(3)[],

    CONSTRAINT "site_recent_pkey" PRIMARY KEY ("shop_id","customer_id","name","subject_id")
);

CREATE TABLE "site_source" (
    "shop_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "first_source" TEXT,
    "first_medium" TEXT,
    "first_campaign" TEXT,
    "first_referrer" TEXT,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "last_source" TEXT,
    "last_medium" TEXT,
    "last_campaign" TEXT,
    "last_referrer" TEXT,

    CONSTRAINT "site_source_pkey" PRIMARY KEY ("shop_id","customer_id")
);

-- Storefront events lie in monthly partitions; the partitions have a schema of their own, which nobody needs to enter.
CREATE SCHEMA site_parts;
ALTER TABLE site_event RENAME TO site_event_old;
ALTER TABLE site_event_old RENAME CONSTRAINT site_event_pkey TO site_event_old_pkey;
DROP INDEX site_event_received, site_event_new, site_event_customer, site_event_email;
CREATE TABLE "site_event" (
    "shop_id" BIGINT NOT NULL,
    "event_id" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "visitor_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "customer_id" BIGINT,
    "email_key" TEXT,
    "owner_id" BIGINT,
    "product_id" BIGINT,
    "collection_id" BIGINT,
    "checkout_token" TEXT,
    "device" TEXT,
    "utm_source" TEXT,
    "utm_medium" TEXT,
    "utm_campaign" TEXT,
    "referrer_host" TEXT,
    "result_count" INTEGER,
    "data" JSONB NOT NULL DEFAULT '{}',
    "absorbed" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "site_event_pkey" PRIMARY KEY ("shop_id","event_id","occurred_at")
) PARTITION BY RANGE ("occurred_at");
CREATE TABLE site_parts.site_event_rest PARTITION OF site_event DEFAULT;
INSERT INTO site_event (shop_id, event_id, occurred_at, visitor_id, name, received_at, customer_id, email_key, product_id,
  checkout_token, data)
SELECT shop_id, event_id, occurred_at, visitor_id, name, received_at, customer_id, email_key, product_id, checkout_token, data
FROM site_event_old;
DROP TABLE site_event_old;
CREATE INDEX site_event_new ON site_event (shop_id, received_at) WHERE NOT absorbed;
CREATE INDEX site_event_owner ON site_event (shop_id, owner_id, name, occurred_at) WHERE owner_id IS NOT NULL;
CREATE INDEX site_event_source ON site_event (shop_id, owner_id, occurred_at)
  WHERE owner_id IS NOT NULL AND coalesce(utm_source, utm_medium, utm_campaign, referrer_host) IS NOT NULL;
-- By age, for clearing away. Not by the column itself: while figures are missing, the planner would walk such an index for the
-- latest event of one browser or customer.
CREATE INDEX site_event_age ON site_event (shop_id, (occurred_at AT TIME ZONE 'UTC'));
CREATE INDEX "site_event_visitor" ON "site_event"("shop_id", "visitor_id", "occurred_at");
CREATE INDEX site_event_email ON site_event (shop_id, email_key) WHERE email_key IS NOT NULL;

-- Makes the partitions of the months from the one before `at` to two after it; what lies in the rest moves into them.
CREATE FUNCTION prepare_site_partitions(at timestamptz) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  begins timestamptz;
  part text;
  made int := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(7306);
  FOR begins IN SELECT generate_series(date_trunc('month', at, 'UTC') - interval '1 month', date_trunc('month', at, 'UTC') + interval '2 months', interval '1 month') LOOP
    begins := date_trunc('month', begins, 'UTC');
    part := 'site_event_' || to_char(begins AT TIME ZONE 'UTC', 'YYYY_MM');
    CONTINUE WHEN to_regclass('site_parts.' || part) IS NOT NULL;
    EXECUTE format('CREATE TABLE site_parts.%I (LIKE site_event INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part);
    EXECUTE format(
      'WITH moved AS (DELETE FROM site_parts.site_event_rest WHERE occurred_at >= %L AND occurred_at < %L RETURNING *) INSERT INTO site_parts.%I SELECT * FROM moved',
      begins, date_trunc('month', begins + interval '32 days', 'UTC'), part);
    EXECUTE format('ALTER TABLE site_event ATTACH PARTITION site_parts.%I FOR VALUES FROM (%L) TO (%L)',
      part, begins, date_trunc('month', begins + interval '32 days', 'UTC'));
    made := made + 1;
  END LOOP;
  RETURN made;
END $$;

-- Drops partitions that lie wholly before `limit_at` and hold nothing any more: every shop has cleared its own rows away.
CREATE FUNCTION drop_site_partitions(limit_at timestamptz) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  part text;
  gone int := 0;
  is_empty boolean;
BEGIN
  PERFORM pg_advisory_xact_lock(7306);
  FOR part IN
    SELECT c.relname FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid
    WHERE i.inhparent = 'public.site_event'::regclass AND c.relname ~ '^site_event_\d{4}_\d{2}$'
      AND (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') AT TIME ZONE 'UTC' <= limit_at ORDER BY 1
  LOOP
    EXECUTE format('SELECT NOT EXISTS (SELECT FROM site_parts.%I)', part) INTO is_empty;
    CONTINUE WHEN NOT is_empty;
    EXECUTE format('DROP TABLE site_parts.%I', part);
    gone := gone + 1;
  END LOOP;
  RETURN gone;
END $$;
SELECT prepare_site_partitions(now());
-- Whoever waits to change the partitions keeps everybody else waiting: another day will do.
ALTER FUNCTION prepare_site_partitions(timestamptz) SET lock_timeout = '1s';
ALTER FUNCTION drop_site_partitions(timestamptz) SET lock_timeout = '1s';

-- What is known of the shop itself, and when its own work is due.
ALTER TABLE shop
  ADD COLUMN details_at TIMESTAMPTZ(3),
  ADD COLUMN scopes TEXT[],
  ADD COLUMN scopes_at TIMESTAMPTZ(3),
  ADD COLUMN reads_all_orders BOOLEAN NOT NULL DEFAULT true,
  ADD COLUMN access_problem TEXT,
  ADD COLUMN access_problem_at TIMESTAMPTZ(3),
  ADD COLUMN pixel_previous TEXT,
  ADD COLUMN pixel_rotated_at TIMESTAMPTZ(3),
  ADD COLUMN pixel_problem TEXT,
  ADD COLUMN subscription JSONB NOT NULL DEFAULT '{}',
  ADD COLUMN subscription_at TIMESTAMPTZ(3),
  ADD COLUMN scan_due_at TIMESTAMPTZ(3),
  ADD COLUMN retain_due_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
CREATE INDEX shop_pixel_previous ON shop (pixel_previous) WHERE pixel_previous IS NOT NULL;

ALTER TABLE inbox ADD COLUMN parked_at TIMESTAMPTZ(3), ADD COLUMN replays INTEGER NOT NULL DEFAULT 0;
UPDATE inbox SET parked_at = received_at WHERE state = 'parked';
-- A delivery set aside and never mended loses its body with age, and stays a while longer to be seen.
ALTER TABLE inbox DROP CONSTRAINT inbox_state;
ALTER TABLE inbox ADD CONSTRAINT inbox_state CHECK (state IN ('pending', 'done', 'parked', 'expired'));
DROP INDEX inbox_parked;
CREATE INDEX inbox_parked ON inbox (shop_id, seq) WHERE state IN ('parked', 'expired');

-- What the inboxes of all shops hold that is not done; for those who run the app. Reasons quote no values.
CREATE FUNCTION inbox_overview() RETURNS TABLE (domain text, state text, reason text, count bigint, oldest_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.domain, i.state, CASE WHEN i.state <> 'pending' THEN i.error END AS reason, count(*), min(i.received_at)
  FROM inbox i JOIN shop s USING (shop_id) WHERE i.state IN ('pending', 'parked', 'expired')
  GROUP BY 1, 2, 3 ORDER BY 1, 2 DESC, 4 DESC, 3
$$;

ALTER TABLE backfill
  ADD COLUMN total_count BIGINT,
  ADD COLUMN rows_done BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN paused BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN problem_detail TEXT,
  ADD COLUMN from_at TIMESTAMPTZ(3),
  ADD COLUMN to_at TIMESTAMPTZ(3),
  ADD COLUMN root_count BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN phase_at TIMESTAMPTZ(3),
  ADD COLUMN phase_rows BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN unread_count INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN unread_reasons TEXT[] DEFAULT ARRAY[]::TEXT[];

-- Facts folded from the above.
ALTER TABLE customer_fact
  ADD COLUMN last_cart_at TIMESTAMPTZ(3),
  ADD COLUMN last_checkout_at TIMESTAMPTZ(3),
  ADD COLUMN last_collection_view_at TIMESTAMPTZ(3),
  ADD COLUMN last_search_at TIMESTAMPTZ(3),
  ADD COLUMN last_empty_search_at TIMESTAMPTZ(3),
  ADD COLUMN whatsapp_subscribed_at TIMESTAMPTZ(3);

-- Privacy: requests with what they ask about (sealed, and emptied when done), files for merchants, erasures at partners.
ALTER TABLE compliance_request
  ADD COLUMN subject BYTEA,
  ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN not_before TIMESTAMPTZ(3),
  ADD COLUMN problem TEXT;

CREATE TABLE "privacy_file" (
    "shop_id" BIGINT NOT NULL,
    "request_id" TEXT NOT NULL,
    "body" BYTEA NOT NULL,
    "byte_count" INTEGER NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "downloaded_at" TIMESTAMPTZ(3),

    CONSTRAINT "privacy_file_pkey" PRIMARY KEY ("shop_id","request_id")
);

CREATE TABLE "partner_erasure" (
    "shop_id" BIGINT NOT NULL,
    "request_id" TEXT NOT NULL,
    "connection_id" INTEGER NOT NULL,
    "identity" BYTEA,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(3),
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),
    "proof" JSONB NOT NULL DEFAULT '{}',
    "reason" TEXT,

    CONSTRAINT "partner_erasure_pkey" PRIMARY KEY ("shop_id","request_id","connection_id")
);

-- Who saw or took out personal data. Says of whom only by a fingerprint.
CREATE TABLE "access_log" (
    "shop_id" BIGINT NOT NULL,
    "entry_id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT,
    "row_count" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "access_log_pkey" PRIMARY KEY ("shop_id","entry_id")
);
CREATE INDEX "access_log_at" ON "access_log"("shop_id", "at");

CREATE INDEX "reconciliation_started" ON "reconciliation"("shop_id", "started_at");
CREATE INDEX customer_merged ON customer (shop_id, merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX orders_checkout ON orders (shop_id, checkout_token) WHERE checkout_token IS NOT NULL;
CREATE INDEX checkout_customer ON checkout (shop_id, customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX checkout_last ON checkout (shop_id, coalesce(updated_at, deleted_at));
CREATE INDEX checkout_email ON checkout (shop_id, email_key) WHERE email_key IS NOT NULL;
CREATE INDEX visitor_identity_customer ON visitor_identity (shop_id, customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX visitor_identity_email ON visitor_identity (shop_id, email_key) WHERE email_key IS NOT NULL;

-- Words that a column may hold.
ALTER TABLE arrival_hour ADD CONSTRAINT arrival_hour_source CHECK (source IN ('webhook', 'storefront'));
ALTER TABLE refetch ADD CONSTRAINT refetch_kind CHECK (kind IN ('customer', 'order', 'product'));
ALTER TABLE reconciliation ADD CONSTRAINT reconciliation_method CHECK (method IN ('scan', 'count', 'sweep'));
ALTER TABLE partner_erasure ADD CONSTRAINT partner_erasure_state CHECK (state IN ('waiting', 'sent', 'done', 'impossible'));
ALTER TABLE site_event ADD CONSTRAINT site_event_device CHECK (device IN ('mobile', 'tablet', 'desktop'));

-- Row-level security for the new tables.
DO $$
DECLARE
  tenant text;
BEGIN
  FOREACH tenant IN ARRAY ARRAY[
    'order_line', 'product', 'product_collection', 'collection', 'checkout', 'refetch', 'reconcile_mark', 'reconciliation',
    'arrival_hour', 'visitor_identity', 'site_day', 'site_recent', 'site_source', 'site_event', 'privacy_file', 'partner_erasure', 'access_log']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant);
    EXECUTE format(
      'CREATE POLICY same_shop ON %I USING (shop_id = nullif(current_setting(''app.shop_id'', true), '''')::bigint)
         WITH CHECK (shop_id = nullif(current_setting(''app.shop_id'', true), '''')::bigint)', tenant);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO kesit_worker', tenant);
  END LOOP;
END $$;
-- The record of accesses can be added to and grows old; nobody changes it.
REVOKE UPDATE ON access_log FROM kesit_worker;
GRANT SELECT ON arrival_hour, product, collection, product_collection, reconciliation, reconcile_mark, refetch, site_day, privacy_file TO kesit_web;
GRANT SELECT, INSERT ON access_log TO kesit_web;
GRANT SELECT (shop_id, request_id, connection_id, state, attempts, not_before, requested_at, done_at, proof, reason) ON partner_erasure TO kesit_web;
GRANT SELECT (shop_id, event_id, name, occurred_at, received_at, customer_id, owner_id, absorbed) ON site_event TO kesit_web;
GRANT UPDATE (downloaded_at) ON privacy_file TO kesit_web;
-- Whom an open request asks about is the worker's affair.
REVOKE SELECT ON compliance_request FROM kesit_web;
GRANT SELECT (shop_id, request_id, topic, received_at, due_at, done_at, outcome, attempts, not_before, problem) ON compliance_request TO kesit_web;
-- What the merchant may set going again.
GRANT SELECT (not_before, parked_at, replays, triggered_at, api_version) ON inbox TO kesit_web;
GRANT UPDATE (state, attempts, not_before, error, replays) ON inbox TO kesit_web;
GRANT UPDATE (paused, state, bulk_operation_id, object_count, root_count, lines_done, rows_done, phase_at, phase_rows, total_count, attempts, error, problem_detail, unread_count, unread_reasons, started_at, finished_at, updated_at) ON backfill TO kesit_web;
GRANT UPDATE (pixel_account, pixel_previous, pixel_rotated_at, pixel_problem, access_problem, access_problem_at, scan_due_at) ON shop TO kesit_web;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO kesit_worker, kesit_web;

-- A pixel that still sends under the key before the last change is heard for a week.
CREATE OR REPLACE FUNCTION find_shop_by_pixel(account text) RETURNS TABLE (shop_id bigint, status text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.shop_id, s.status FROM shop s WHERE s.pixel_account = account
  UNION ALL
  SELECT s.shop_id, s.status FROM shop s WHERE s.pixel_previous = account AND s.pixel_rotated_at > now() - interval '7 days'
$$;

-- Storefront events that arrived together; `events` is an array of objects with the columns of site_event.
CREATE OR REPLACE FUNCTION receive_site_events(events jsonb) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  kept bigint[];
  shop bigint;
BEGIN
  WITH inserted AS (
    INSERT INTO site_event (shop_id, event_id, visitor_id, name, occurred_at, customer_id, email_key, product_id, collection_id,
      checkout_token, device, utm_source, utm_medium, utm_campaign, referrer_host, result_count, data)
    SELECT e.shop_id, e.event_id, e.visitor_id, e.name, e.occurred_at, e.customer_id, e.email_key, e.product_id, e.collection_id,
      e.checkout_token, e.device, e.utm_source, e.utm_medium, e.utm_campaign, e.referrer_host, e.result_count, coalesce(e.data, '{}'::jsonb)
    FROM jsonb_to_recordset(events) AS e (
      shop_id bigint, event_id text, visitor_id text, name text, occurred_at timestamptz, customer_id bigint, email_key text,
      product_id bigint, collection_id bigint, checkout_token text, device text, utm_source text, utm_medium text,
      utm_campaign text, referrer_host text, result_count int, data jsonb)
    ON CONFLICT DO NOTHING
    RETURNING shop_id)
  SELECT array_agg(i.shop_id) INTO kept FROM inserted i;
  FOR shop IN SELECT DISTINCT k FROM unnest(kept) k ORDER BY k LOOP
    PERFORM ring('absorb', shop);
  END LOOP;
  RETURN coalesce(cardinality(kept), 0);
END $$;

-- A job is only a bell. A bell that is rung again keeps its place in the queue: a busy shop, rung for ten times a second, would
-- else wait for ever behind the others. Rung without a delay, it does not wait for a later instant either.
CREATE OR REPLACE FUNCTION ring(task text, shop_id bigint, connection_id int DEFAULT NULL, delay_ms int DEFAULT 0) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  name text := concat_ws(':', task, shop_id, connection_id);
  due timestamptz := clock_timestamp() + make_interval(secs => greatest(delay_ms, 0) / 1000.0);
BEGIN
  -- Under load the bell hangs there already. Held in its place until this transaction ends, it cannot be answered before what
  -- it is rung for can be seen; others may hold it, too. Written anew, each ring would wait for the commit of the one before.
  PERFORM FROM graphile_worker._private_jobs j
  WHERE j.key = name AND j.locked_at IS NULL AND j.attempts = 0 AND j.run_at <= due
  FOR KEY SHARE SKIP LOCKED;
  IF FOUND THEN RETURN; END IF;
  PERFORM graphile_worker.add_job(
    task,
    json_strip_nulls(json_build_object('shopId', shop_id::text, 'connectionId', connection_id)),
    -- One at a time of each kind per shop or connection; different kinds do not wait for each other.
    queue_name => name,
    run_at => due,
    max_attempts => 25,
    job_key => name,
    job_key_mode => 'preserve_run_at'
  );
  IF delay_ms <= 0 THEN
    UPDATE graphile_worker._private_jobs j SET run_at = clock_timestamp()
    WHERE j.key = name AND j.locked_at IS NULL AND j.run_at > clock_timestamp();
  END IF;
END $$;

-- What is due across all shops at an instant: the sweeper rings for each row. One index probe per shop and kind: a bitmap
-- would gather all that waits of a shop to see whether anything does.
CREATE OR REPLACE FUNCTION due_work(at timestamptz, pull_before timestamptz) RETURNS TABLE (task text, shop_id bigint, connection_id int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET enable_bitmapscan = off AS $$
  SELECT 'absorb', s.shop_id, NULL::int FROM shop s WHERE s.status <> 'redacted' AND (
    EXISTS (SELECT FROM inbox i WHERE i.shop_id = s.shop_id AND i.state = 'pending' AND (i.not_before IS NULL OR i.not_before <= at))
    OR EXISTS (SELECT FROM site_event e WHERE e.shop_id = s.shop_id AND NOT e.absorbed))
  UNION ALL
  SELECT 'tick', s.shop_id, NULL FROM shop s WHERE s.status = 'installed'
    AND EXISTS (SELECT FROM customer_fact f WHERE f.shop_id = s.shop_id AND f.due_at <= at)
  UNION ALL
  SELECT 'backfill', s.shop_id, NULL FROM shop s WHERE s.status = 'installed'
    AND EXISTS (SELECT FROM backfill b WHERE b.shop_id = s.shop_id AND NOT b.paused AND b.state IN ('waiting', 'requested', 'loading')
      -- What is stored waits to be computed with the rest; while some of that rests, there is nothing to do.
      AND (b.finished_at IS NULL OR NOT EXISTS (SELECT FROM backfill p WHERE p.shop_id = s.shop_id AND p.paused)))
  UNION ALL
  SELECT 'refetch', s.shop_id, NULL FROM shop s WHERE s.status = 'installed'
    AND EXISTS (SELECT FROM refetch r WHERE r.shop_id = s.shop_id AND (r.not_before IS NULL OR r.not_before <= at))
  UNION ALL
  SELECT 'reconcile', s.shop_id, NULL FROM shop s WHERE s.status = 'installed' AND s.scan_due_at <= at
  UNION ALL
  SELECT 'retain', s.shop_id, NULL FROM shop s WHERE s.status <> 'redacted' AND s.retain_due_at <= at
  UNION ALL
  SELECT 'privacy', s.shop_id, NULL FROM shop s WHERE s.status <> 'redacted' AND EXISTS (
    SELECT FROM compliance_request q WHERE q.shop_id = s.shop_id AND q.done_at IS NULL AND q.subject IS NOT NULL
      AND (q.not_before IS NULL OR q.not_before <= at))
  UNION ALL
  SELECT 'erase', c.shop_id, c.connection_id FROM connection c JOIN shop s USING (shop_id)
    WHERE (c.status = 'disconnected' OR (s.status = 'installed' AND c.status = 'active' AND (c.retry_at IS NULL OR c.retry_at <= at))) AND EXISTS (
    SELECT FROM partner_erasure p WHERE p.shop_id = c.shop_id AND p.connection_id = c.connection_id
      AND p.state IN ('waiting', 'sent') AND (p.not_before IS NULL OR p.not_before <= at))
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
  FOREACH door IN ARRAY ARRAY['inbox_overview()', 'prepare_site_partitions(timestamptz)', 'drop_site_partitions(timestamptz)']
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', door);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO kesit_worker', door);
  END LOOP;
END $$;

-- Hot rows are rewritten in place: leave room on their pages.
ALTER TABLE customer SET (fillfactor = 90);
ALTER TABLE site_day SET (fillfactor = 85);
ALTER TABLE site_recent SET (fillfactor = 85);
