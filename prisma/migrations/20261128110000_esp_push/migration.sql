-- A partner that fails for days, a secret that is exchanged, a list that is sent again whole.

ALTER TABLE "connection" ADD COLUMN "failing_since" TIMESTAMPTZ(3),
ADD COLUMN "former_secret" BYTEA,
ADD COLUMN "secret_changed_at" TIMESTAMPTZ(3);
GRANT SELECT (failing_since, secret_changed_at) ON connection TO kesit_web;

ALTER TABLE "destination" ADD COLUMN "send_whole" BOOLEAN NOT NULL DEFAULT false;

-- The web process replaces secrets and can read none: so the database itself keeps the one of before, while it is the same account.
CREATE FUNCTION keep_former_secret() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.secret IS NULL OR NEW.account_id IS DISTINCT FROM OLD.account_id THEN
    NEW.former_secret := NULL;
    NEW.secret_changed_at := NULL;
  ELSIF OLD.secret IS NOT NULL AND NEW.secret IS DISTINCT FROM OLD.secret THEN
    NEW.former_secret := OLD.secret;
    NEW.secret_changed_at := NEW.connected_at;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_former_secret BEFORE UPDATE OF secret, account_id ON connection FOR EACH ROW EXECUTE FUNCTION keep_former_secret();

-- Lists as files: when the next are due at a connection that takes files, and what became of a list's latest.
ALTER TABLE "connection" ADD COLUMN "files_due_at" TIMESTAMPTZ(3);
GRANT SELECT (files_due_at) ON connection TO kesit_web;
ALTER TABLE "destination" ADD COLUMN "file_written_at" TIMESTAMPTZ(3),
ADD COLUMN "last_file" JSONB;

-- Beside due_work: files are due at their hour, whether anybody came or left.
CREATE FUNCTION due_files(at timestamptz) RETURNS TABLE (task text, shop_id bigint, connection_id int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT 'deliver', c.shop_id, c.connection_id FROM connection c JOIN shop s USING (shop_id)
  WHERE s.status = 'installed' AND c.status = 'active' AND c.paused_at IS NULL AND c.files_due_at <= at AND (c.retry_at IS NULL OR c.retry_at <= at)
$$;
REVOKE ALL ON FUNCTION due_files(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_files(timestamptz) TO kesit_worker;
