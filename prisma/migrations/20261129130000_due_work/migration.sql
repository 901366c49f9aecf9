-- What is due: a list that rests is no work; partners who read from us are not read; files have an hour of their own; what a merchant asked
-- of a list, a connection that is ending, a login that is to be revoked and a webhook that is to be removed are work although nobody waits.
DROP FUNCTION due_files(timestamptz);
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
    WHERE s.status = 'installed' AND c.status = 'active' AND c.files_due_at IS NULL AND (c.retry_at IS NULL OR c.retry_at <= at) AND (
      EXISTS (SELECT FROM destination d WHERE d.shop_id = c.shop_id AND d.connection_id = c.connection_id
                AND (d.compare_figures OR d.ask_rejected_again
                  -- Not while it is held up. One that is being replaced at the partner is looked after all the same.
                  OR (d.send_whole AND (d.hold IS NULL OR d.held_until <= at) AND (c.paused_at IS NULL OR d.replacing IS NOT NULL))))
      OR (c.ending_at IS NOT NULL AND NOT EXISTS (
        SELECT FROM destination d JOIN placement p USING (shop_id, destination_id)
        WHERE d.shop_id = c.shop_id AND d.connection_id = c.connection_id AND p.state IN ('pending', 'sent')))
      OR EXISTS (SELECT FROM partner_job j WHERE j.shop_id = c.shop_id AND j.connection_id = c.connection_id
                AND (j.poll_after IS NULL OR j.poll_after <= at))
      OR EXISTS (SELECT FROM destination d JOIN placement p USING (shop_id, destination_id)
                 WHERE d.shop_id = c.shop_id AND d.connection_id = c.connection_id
                   AND p.state = 'pending' AND (p.not_before IS NULL OR p.not_before <= at) AND (d.hold IS NULL OR d.held_until <= at)
                   -- While additions are held up, only who has to leave is work.
                   AND (c.paused_at IS NULL OR NOT p.desired)))
  UNION ALL
  SELECT 'deliver', c.shop_id, c.connection_id FROM connection c JOIN shop s USING (shop_id)
    WHERE s.status = 'installed' AND c.status = 'active' AND c.paused_at IS NULL AND c.files_due_at <= at AND (c.retry_at IS NULL OR c.retry_at <= at)
  UNION ALL
  SELECT 'deliver', c.shop_id, c.connection_id FROM connection c
    WHERE c.status = 'disconnected' AND c.by_login AND c.secret IS NOT NULL AND (c.retry_at IS NULL OR c.retry_at <= at)
      -- Its webhook is removed first, by the same login.
      AND NOT EXISTS (SELECT FROM partner_webhook w
                      WHERE w.shop_id = c.shop_id AND w.connection_id = c.connection_id AND w.state <> 'refused')
  UNION ALL
  SELECT 'unhook', w.shop_id, w.connection_id FROM partner_webhook w
    JOIN connection c USING (shop_id, connection_id) JOIN shop s USING (shop_id)
    WHERE (c.status = 'disconnected' OR s.status = 'uninstalled') AND (w.remove_after IS NULL OR w.remove_after <= at)
  UNION ALL
  SELECT 'pull', c.shop_id, c.connection_id FROM connection c JOIN shop s USING (shop_id)
    WHERE s.status = 'installed' AND c.status = 'active' AND (c.retry_at IS NULL OR c.retry_at <= at)
      -- Without a secret nobody can be asked: partners who read from us have none.
      AND c.secret IS NOT NULL AND (c.last_pull_at IS NULL OR c.last_pull_at < pull_before
        -- Whoever pushed within the last day is asked every quarter of an hour.
        AND NOT (c.last_pull_at > at - interval '15 minutes' AND EXISTS (
          SELECT FROM partner_webhook w WHERE w.shop_id = c.shop_id AND w.connection_id = c.connection_id
            AND w.state = 'active' AND w.last_received_at > at - interval '1 day')))
$$;
