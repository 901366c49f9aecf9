-- Shops from before everything was taken in: what they have is read anew, with all that is kept now. A new database has none.

-- Storefront events wait to be absorbed anew, which finds whose they are. Until then they stay whose they were, and their
-- latest instants are facts: nobody leaves a segment, and so a partner's list, for as long as that lasts.
UPDATE site_event e SET owner_id = coalesce(e.customer_id,
  (SELECT min(c.customer_id) FROM customer c WHERE c.shop_id = e.shop_id AND c.email_key = e.email_key))
WHERE NOT e.absorbed AND e.owner_id IS NULL AND (e.customer_id IS NOT NULL OR e.email_key IS NOT NULL);
INSERT INTO site_recent (shop_id, customer_id, name, subject_id, last_at, recent)
SELECT shop_id, owner_id, name, 0, max(occurred_at), array_agg(occurred_at ORDER BY occurred_at DESC)
FROM (
  SELECT e.shop_id, e.owner_id, n.name, e.occurred_at,
    row_number() OVER (PARTITION BY e.shop_id, e.owner_id, n.name ORDER BY e.occurred_at DESC) AS place
  FROM site_event e CROSS JOIN LATERAL (VALUES (e.name), ('*')) AS n (name) WHERE e.owner_id IS NOT NULL) ranked
WHERE place <= 10 GROUP BY shop_id, owner_id, name
ON CONFLICT DO NOTHING;

-- The same versions of customers and orders come again, with lines, tags and consents. So that they are taken, what is stored
-- counts as told before any backfill; an older version is still not taken, and a webhook still wins.
UPDATE customer SET told_at = '1969-12-31T23:59:59Z' WHERE told_at IS NOT NULL;
UPDATE orders SET told_at = '1969-12-31T23:59:59Z' WHERE told_at IS NOT NULL;
UPDATE backfill SET state = 'waiting', bulk_operation_id = NULL, object_count = 0, lines_done = 0, attempts = 0, error = NULL,
  started_at = NULL, finished_at = NULL, updated_at = now();

-- What was set aside may be readable now; if not, it is given a reason that quotes no value, as older reasons might.
UPDATE inbox SET state = 'pending', attempts = 0, not_before = NULL, parked_at = NULL WHERE state = 'parked';
UPDATE inbox SET error = NULL WHERE error IS NOT NULL;

-- Requests for data were only noted: they are taken in again to be answered, as long as the delivery says of whom.
WITH unanswered AS (
  DELETE FROM compliance_request q USING inbox i
  WHERE q.topic = 'customers/data_request' AND q.done_at IS NULL AND q.subject IS NULL
    AND i.shop_id = q.shop_id AND i.delivery_id = q.request_id AND i.body <> ''
  RETURNING q.shop_id, q.request_id)
UPDATE inbox i SET state = 'pending', attempts = 0, not_before = NULL, done_at = NULL FROM unanswered u
WHERE i.shop_id = u.shop_id AND i.delivery_id = u.request_id;
-- The delivery was emptied when the customer was erased: there is nothing left to tell.
UPDATE compliance_request q SET done_at = now(), outcome = q.outcome || '{"ended": "erased-before"}' FROM inbox i
WHERE q.topic = 'customers/data_request' AND q.done_at IS NULL AND q.subject IS NULL
  AND i.shop_id = q.shop_id AND i.delivery_id = q.request_id AND i.body = '';

-- The set-up asks for the scopes and for what was not read before, products first of all; once that is read in, comparing begins.
DO $$
BEGIN
  IF to_regnamespace('graphile_worker') IS NOT NULL THEN
    PERFORM ring('install', s.shop_id) FROM shop s WHERE s.status = 'installed';
  END IF;
END $$;
