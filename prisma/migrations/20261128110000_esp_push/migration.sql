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
