-- The segment engine: every fact of the catalogue, questions to a customer's history, yardsticks of the shop, segments that are
-- switched on and off, changed, versioned, held out and split.

ALTER TABLE customer_fact
  ADD COLUMN discounted_order_count INTEGER,
  ADD COLUMN full_price_order_count INTEGER,
  ADD COLUMN placed_order_count INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN gross_minor BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN refunded_minor BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN first_order_minor BIGINT,
  ADD COLUMN own_gap_ms BIGINT,
  ADD COLUMN long_gap_ms BIGINT,
  ADD COLUMN first_order_source TEXT,
  ADD COLUMN first_order_tags TEXT[] NOT NULL DEFAULT '{}',
  ADD COLUMN email_withdrawn_at TIMESTAMPTZ(3),
  ADD COLUMN sms_withdrawn_at TIMESTAMPTZ(3),
  ADD COLUMN sms_reachable BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN received_since_engaged_count INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN last_nps_score INTEGER,
  ADD COLUMN first_utm_source TEXT,
  ADD COLUMN last_utm_source TEXT,
  ADD COLUMN first_utm_medium TEXT,
  ADD COLUMN first_referrer TEXT,
  ADD COLUMN last_referrer TEXT,
  ADD COLUMN country TEXT,
  ADD COLUMN province TEXT,
  ADD COLUMN city TEXT,
  ADD COLUMN place_key TEXT,
  ADD COLUMN language TEXT,
  ADD COLUMN account_state TEXT,
  ADD COLUMN tags TEXT[] NOT NULL DEFAULT '{}',
  ADD COLUMN metafields JSONB NOT NULL DEFAULT '{}',
  ADD COLUMN birth_date DATE,
  ADD COLUMN expected_orders_30d DOUBLE PRECISION,
  ADD COLUMN expected_spend_365d_minor BIGINT,
  ADD COLUMN asked TIMESTAMPTZ(3)[],
  ADD COLUMN segment_ids INTEGER[] NOT NULL DEFAULT '{}';

ALTER TABLE segment
  ADD COLUMN active BOOLEAN NOT NULL DEFAULT true,
  ADD COLUMN wanted_version INTEGER NOT NULL DEFAULT 1,
  ADD COLUMN labels TEXT[] NOT NULL DEFAULT '{}',
  ADD COLUMN holdout_percent INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN split BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN experiment_since TIMESTAMPTZ(3),
  ADD COLUMN changed_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  ADD COLUMN archived_at TIMESTAMPTZ(3),
  ADD COLUMN problem TEXT;
ALTER TABLE segment
  ADD CONSTRAINT segment_holdout CHECK (holdout_percent BETWEEN 0 AND 50);

ALTER TABLE destination ADD COLUMN share TEXT NOT NULL DEFAULT 'all';
ALTER TABLE destination ADD CONSTRAINT destination_share CHECK (share IN ('all', 'a', 'b'));

-- Every definition a segment ever had, who gave it, and when.
CREATE TABLE "segment_version" (
    "shop_id" BIGINT NOT NULL,
    "segment_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "action" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL,
    "name" TEXT,
    "params" JSONB NOT NULL DEFAULT '{}',
    "rule" JSONB NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,

    CONSTRAINT "segment_version_pkey" PRIMARY KEY ("shop_id","segment_id","version")
);

-- What the rules of a shop ask of customers' histories; the answers are in customer_fact.asked, from place `slot` on.
CREATE TABLE "asked_question" (
    "shop_id" BIGINT NOT NULL,
    "slot" INTEGER NOT NULL,
    "question" TEXT NOT NULL,
    "stale_at" TIMESTAMPTZ(3),

    CONSTRAINT "asked_question_pkey" PRIMARY KEY ("shop_id","slot")
);

-- Figures of a shop as a whole that rules compare customers with.
CREATE TABLE "yardstick" (
    "shop_id" BIGINT NOT NULL,
    "figures" JSONB NOT NULL DEFAULT '{}',
    "computed_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),
    "model" JSONB,
    "model_report" JSONB,
    "model_due_at" TIMESTAMPTZ(3),
    "measure_due_at" TIMESTAMPTZ(3),

    CONSTRAINT "yardstick_pkey" PRIMARY KEY ("shop_id")
);

-- What partners report of messages other than e-mails.
ALTER TABLE email_event ADD COLUMN channel TEXT NOT NULL DEFAULT 'email';
ALTER TABLE email_event ADD CONSTRAINT email_event_channel CHECK (channel IN ('email', 'sms'));

DO $$
DECLARE
  tenant text;
BEGIN
  FOREACH tenant IN ARRAY ARRAY['segment_version', 'asked_question', 'yardstick']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant);
    EXECUTE format(
      'CREATE POLICY same_shop ON %I USING (shop_id = nullif(current_setting(''app.shop_id'', true), '''')::bigint)
         WITH CHECK (shop_id = nullif(current_setting(''app.shop_id'', true), '''')::bigint)', tenant);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO kesit_worker', tenant);
    EXECUTE format('GRANT SELECT ON %I TO kesit_web', tenant);
  END LOOP;
END $$;
GRANT INSERT ON segment_version TO kesit_web;

-- Whether a shop has such events at all is asked on a page; almost all rows are of other kinds.
CREATE INDEX site_recent_custom ON site_recent (shop_id, name) WHERE name LIKE 'kesit:%';
CREATE INDEX email_event_sms ON email_event (shop_id) WHERE channel = 'sms';

-- What the preview of a rule looks at.
GRANT SELECT ON order_line, order_refund, site_recent, site_source, email_event TO kesit_web;
GRANT SELECT (shop_id, token, customer_id, email_key, created_at) ON checkout TO kesit_web;
GRANT SELECT (data, product_id, collection_id) ON site_event TO kesit_web;
GRANT SELECT (product_id, title, product_type, vendor, tags, shop_id) ON product TO kesit_web;

-- A text as a day of the calendar; null where it is none.
CREATE FUNCTION date_or_null(text text) RETURNS date LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  IF text !~ '^(1[89]|20)\d\d-\d\d-\d\d$' THEN
    RETURN NULL;
  END IF;
  RETURN make_date(left(text, 4)::int, substr(text, 6, 2)::int, substr(text, 9, 2)::int);
EXCEPTION WHEN datetime_field_overflow THEN
  RETURN NULL;
END $$;

-- The texts and whole numbers of a JSON list; the text itself if it is none.
CREATE FUNCTION texts_in(text text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  list jsonb;
BEGIN
  IF left(text, 1) <> '[' THEN
    RETURN ARRAY[text];
  END IF;
  list := text::jsonb;
  RETURN ARRAY(SELECT e #>> '{}' FROM jsonb_array_elements(list) AS e
    WHERE jsonb_typeof(e) = 'string' OR (jsonb_typeof(e) = 'number' AND (e #>> '{}') ~ '^-?[0-9]{1,15}$'));
EXCEPTION WHEN invalid_text_representation OR untranslatable_character THEN
  RETURN ARRAY[text];
END $$;

-- The next birthday, today's included; a 29 February is kept on the 28th in other years.
CREATE FUNCTION next_birthday(birth date, today date) RETURNS date LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE
    WHEN (birth + make_interval(years => years))::date >= today THEN (birth + make_interval(years => years))::date
    ELSE (birth + make_interval(years => years + 1))::date END
  FROM (SELECT greatest(extract(year FROM today)::int - extract(year FROM birth)::int, 0) AS years) y
$$;

-- Which of 10,000 equal shares a customer falls into, for a segment's experiment: the same for ever, whoever comes and goes.
CREATE FUNCTION share_of(segment_id int, purpose text, customer_id bigint) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT (('x' || left(md5(purpose || ':' || segment_id || ':' || customer_id), 8))::bit(32)::bigint & 4294967295) % 10000
$$;

CREATE OR REPLACE FUNCTION due_work(at timestamptz, pull_before timestamptz) RETURNS TABLE (task text, shop_id bigint, connection_id int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET enable_bitmapscan = off AS $$
  SELECT 'absorb', s.shop_id, NULL::int FROM shop s WHERE s.status <> 'redacted' AND (
    EXISTS (SELECT FROM inbox i WHERE i.shop_id = s.shop_id AND i.state = 'pending' AND (i.not_before IS NULL OR i.not_before <= at))
    OR EXISTS (SELECT FROM site_event e WHERE e.shop_id = s.shop_id AND NOT e.absorbed))
  UNION ALL
  SELECT 'tick', s.shop_id, NULL FROM shop s WHERE s.status = 'installed'
    AND EXISTS (SELECT FROM customer_fact f WHERE f.shop_id = s.shop_id AND f.due_at <= at)
  UNION ALL
  SELECT 'resegment', s.shop_id, NULL FROM shop s WHERE s.status = 'installed' AND EXISTS (
    SELECT FROM segment g WHERE g.shop_id = s.shop_id AND g.wanted_version <> g.version AND g.problem IS NULL
    -- Products change many at a time: a minute is left for more.
    UNION ALL SELECT FROM asked_question q WHERE q.shop_id = s.shop_id AND q.stale_at <= at - interval '1 minute')
  UNION ALL
  -- Figures of the shop as a whole, once it has been read in.
  SELECT w.task, s.shop_id, NULL FROM shop s LEFT JOIN yardstick y USING (shop_id)
    CROSS JOIN LATERAL (VALUES ('yardsticks', coalesce(y.due_at, '-infinity')), ('measure', coalesce(y.measure_due_at, '-infinity'))) AS w (task, due_at)
    WHERE s.status = 'installed' AND w.due_at <= at
      AND EXISTS (SELECT FROM segment g WHERE g.shop_id = s.shop_id AND g.computed_at IS NOT NULL)
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

-- What there is already: each customer's memberships beside their facts, and every definition as its own first version.
UPDATE customer_fact f SET segment_ids = m.segment_ids
FROM (SELECT shop_id, customer_id, array_agg(segment_id ORDER BY segment_id) AS segment_ids FROM membership GROUP BY 1, 2) m
WHERE m.shop_id = f.shop_id AND m.customer_id = f.customer_id;
UPDATE segment SET wanted_version = version;
INSERT INTO segment_version (shop_id, segment_id, version, action, active, name, params, rule, changed_at, actor)
SELECT shop_id, segment_id, version, 'created', true, name, params, rule, created_at, 'app' FROM segment;

-- Facts that are new are worked out for every shop that has any.
SELECT ring('recompute', s.shop_id, NULL, 0) FROM shop s
WHERE s.status = 'installed' AND EXISTS (SELECT FROM customer_fact f WHERE f.shop_id = s.shop_id);
